"""Emergency numbers of countries beyond the main table: the number for an ambulance, where it is well established.

From general knowledge, like the main table, and listed for clinical review. A country that stands in neither table gets
112 with the words "ask locally": an empty place is safer than a guess.
"""

AMBULANCE = {
    # Europe and its neighbours
    **{"AD": "112", "AL": "127", "AM": "103", "AZ": "103", "BA": "124", "BY": "103", "GE": "112", "GI": "112", "MC": "112"},
    **{"MD": "112", "ME": "124", "MK": "194", "RS": "194", "RU": "112", "SM": "112", "TR": "112", "UA": "103", "VA": "112"},
    # America
    **{"AR": "107", "BR": "192", "CL": "131", "CO": "123", "CR": "911", "CU": "104", "DO": "911", "EC": "911", "HN": "911"},
    **{"JM": "110", "MX": "911", "PA": "911", "PY": "911", "SV": "911", "UY": "911", "VE": "911"},
    # Asia and the Pacific
    **{"BD": "999", "BN": "991", "BT": "112", "CN": "120", "FJ": "911", "ID": "119", "KG": "103", "KH": "119", "KR": "119"},
    **{"KZ": "103", "LA": "195", "LK": "1990", "MM": "192", "MN": "103", "MO": "999", "MV": "102", "MY": "999", "NP": "102"},
    **{"PG": "111", "PH": "911", "PK": "1122", "TH": "1669", "TW": "119", "UZ": "103", "VN": "115"},
    # Middle East
    **{"AE": "998", "BH": "999", "IR": "115", "JO": "911", "KW": "112", "LB": "140", "OM": "9999", "PS": "101", "QA": "999", "SA": "997"},
    # Africa
    **{"BW": "997", "EG": "123", "GH": "112", "KE": "999", "MU": "114", "NG": "112", "RW": "912", "TN": "190", "TZ": "112", "UG": "999"},
}
