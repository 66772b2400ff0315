"""Every icon of Stride: strokes of 2 on a grid of 24, drawn for this project. {% icon "phone" %} puts one in a page.

An icon is always hidden from screen readers and stands beside a word that says the same.
"""

ICONS: dict[str, str] = {
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21.5h4"/>',
    "book": '<path d="M12 6.5C10 5 7 4.5 4 5v13c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5zM12 6.5v13"/>',
    "breathing": '<path d="M12 4v8M12 10c-1.5 0-2.5-2.5-4.5-2.5C5 7.5 3.5 13 3.5 17.5c0 2 1.5 2.5 3 2 2-.7 4-1.5 4-3.5z'
    'M12 10c1.5 0 2.5-2.5 4.5-2.5 2.5 0 4 5.5 4 10 0 2-1.5 2.5-3 2-2-.7-4-1.5-4-3.5z"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "check": '<path d="M4.5 12.5l5 5L20 7"/>',
    "chevron-left": '<path d="M15 5l-7 7 7 7"/>',
    "chevron-right": '<path d="M9 5l7 7-7 7"/>',
    "clinic": '<path d="M5 21V5.5A1.5 1.5 0 0 1 6.5 4h11A1.5 1.5 0 0 1 19 5.5V21M3 21h18M12 7.5v5M9.5 10h5M10 21v-4.5h4V21"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "cloud-sent": '<path d="M7 18.5a4.5 4.5 0 0 1-.5-9A6 6 0 0 1 18 9.5a4.5 4.5 0 0 1-.5 9z"/><path d="M9 13.5l2.2 2.2L15 11.5"/>',
    "copy": '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/>'
    '<path d="M15.5 8.5v-3A1.5 1.5 0 0 0 14 4H5.5A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5h3"/>',
    "country": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.7 2.6 4 5.6 4 9s-1.3 6.4-4 9c-2.7-2.6-4-5.6-4-9s1.3-6.4 4-9z"/>',
    "download": '<path d="M12 3.5v11M7.5 10.5L12 15l4.5-4.5M4.5 20h15"/>',
    "drop": '<path d="M12 3.5c3.5 4.5 6 7.5 6 11a6 6 0 0 1-12 0c0-3.5 2.5-6.5 6-11z"/><path d="M9.5 15a2.8 2.8 0 0 0 2.5 2.7"/>',
    "edit": '<path d="M5 19l1-4L16.5 4.5l3 3L9 18zM14 7l3 3"/>',
    "eye": '<path d="M2.5 12C5 7.8 8.2 5.8 12 5.8s7 2 9.5 6.2c-2.5 4.2-5.7 6.2-9.5 6.2S5 16.2 2.5 12z"/><circle cx="12" cy="12" r="2.7"/>',
    "fall": '<path d="M3.5 5h17L12 20z" fill="currentColor"/>',
    "heart": '<path d="M12 20C7 16.5 3.5 13 3.5 9A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8.5 2c0 4-3.5 7.5-8.5 11z"/>',
    "home": '<path d="M4 11l8-7 8 7v8a1.5 1.5 0 0 1-1.5 1.5H15v-6H9v6H5.5A1.5 1.5 0 0 1 4 19z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.2 12.3L20 3.5M16.5 7l3 3"/>',
    "leg": '<path d="M8.5 3L9 11l-1.5 8.5h4M8.5 3h6M14.5 3l-1 9 .5 5.5 5.5 1.5v1.5h-8"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>',
    "log": '<path d="M5 19l1-4L16.5 4.5l3 3L9 18z"/><path d="M14 7l3 3M4 21.5h16"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3.5 7.5l8.5 6 8.5-6"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "no-signal": '<path d="M3 3l18 18M5 10a11 11 0 0 1 3-2M19 10a11 11 0 0 0-6-3M8.5 13.5a6 6 0 0 1 3-1.5M12 18v.1"/>',
    "phone": '<path d="M6.5 3.5l3 .2 1.3 4-2 1.7a12 12 0 0 0 5.8 5.8l1.7-2 4 1.3.2 3c0 1.2-1 2.5-2.5 2.5C10.5 20 4 13.5 4 6c0-1.5 1.3-2.5 2.5-2.5z"/>',
    "phone-saved": '<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M9.5 12l2 2 3.5-4"/>',
    "pill": '<rect x="2.8" y="8" width="18.4" height="8" rx="4" transform="rotate(-38 12 12)"/><path d="M9.6 8.6l4.9 6.3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V9.5h16V17h-3M7 14h10v6.5H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "share": '<circle cx="6" cy="12" r="2.7"/><circle cx="17.5" cy="5.7" r="2.7"/><circle cx="17.5" cy="18.3" r="2.7"/>'
    '<path d="M8.4 10.7L15.1 7M8.4 13.3l6.7 3.7"/>',
    "sign-out": '<path d="M10 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H10M9.5 12H20M16 8l4 4-4 4"/>',
    "sleep": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/><path d="M14.5 4.5h4.5l-4.5 4.5H19"/>',
    "stethoscope": '<path d="M5 3.5H3.5v5a4.5 4.5 0 0 0 9 0v-5H11M8 13v2.5a5 5 0 0 0 10 0V13"/><circle cx="18" cy="10.7" r="2.2"/>',
    "sun": '<circle cx="12" cy="12" r="4.2"/>'
    '<path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
    "talk": '<path d="M20.5 11.5c0 4-3.8 7-8.5 7-1.2 0-2.3-.2-3.3-.5L4 20l1.2-3.6C4.1 15 3.5 13.3 3.5 11.5c0-4 3.8-7 8.5-7s8.5 3 8.5 7z"/>',
    "trash": '<path d="M4 6.5h16M9 6.5V4h6v2.5M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6"/>',
    "trends": '<path d="M4 4v16h16"/><path d="M7.5 9l4 4 3-2.5L19 15"/>',
    "undo": '<path d="M8.5 5L4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11H8.5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/>'
    '<path d="M2.5 20c.8-3.7 3.4-5.5 6.5-5.5s5.7 1.8 6.5 5.5M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.5 14.9c2 .7 3.4 2.4 4 5.1"/>',
    "walk": '<circle cx="13.5" cy="4" r="1.8"/><path d="M12.5 8.5l-2 5.5 3.5 3v5M10.5 14l-2 7.5M12.5 8.5l3 2.5 3 .5M12.5 8.5L9 10l-1 3.5"/>',
    "warning": '<path d="M12 3.5L21.5 20h-19zM12 10v4.5M12 17.3v.1"/>',
}
