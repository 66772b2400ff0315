"""What the pages and cards rest on. One table, so that a source is named the same way everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    key: str
    title: str
    note: str = ""
    address: str = ""


_ALL = (
    Source("clinic-article", "Lumbosacral Plexopathy: Causes and Treatments", "a clinic's web article"),
    Source("pain-clinic-leaflet", "Lumbar Plexus Neuralgia", "a pain clinic's leaflet"),
    Source("treatment-answer", "Treatment of leg pain in lumbosacral plexopathy", "answer page for clinicians, 2025, waiting for review when read"),
    Source("case-study", "Not Just Another Case of Sciatica", "a case study of the American Medical Society for Sports Medicine"),
    Source(
        "cochrane-2013",
        "van Eijk and others, Immunotherapy for idiopathic lumbosacral plexopathy, Cochrane 2013, CD009722",
        "",
        "https://doi.org/10.1002/14651858.CD009722.pub2",
    ),
    Source("pinto-2021", "Pinto and others 2021, lumbosacral plexus neuropathy in one US county", "", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8166449/"),
    Source(
        "dyck-2001",
        "Dyck and others 2001, lumbosacral radiculoplexus neuropathy without diabetes: natural history and outcome",
        "",
        "https://pubmed.ncbi.nlm.nih.gov/11353735/",
    ),
    Source("cauda-equina", "Hospital leaflets on cauda equina warning signs", "Torbay and South Devon NHS, BACES"),
    Source("back-pain-urgency", "NHS community leaflets on urgent signs in back pain", "Sheffield, Norfolk and Waveney"),
    Source("clots", "NHS text on blood clots in leg and lung", "read as a copy"),
    Source("gabapentinoids", "MHRA drug safety updates on gabapentin and pregabalin", "and leaflets read as copies"),
    Source("tricyclics", "NHS leaflets on amitriptyline and nortriptyline", "in part read as copies"),
    Source("anti-inflammatories", "NHS text on anti-inflammatory medicines", "read as a copy"),
    Source("duloxetine", "NHS leaflet on duloxetine", "NHS Fife and others"),
    Source("nhs-manual", "NHS digital service manual", "care cards, content standard", "https://service-manual.nhs.uk/"),
    Source("general-knowledge", "General knowledge", "no document read: listed for clinical review"),
)
SOURCES = {source.key: source for source in _ALL}


def named(keys: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(SOURCES[key] for key in keys if key in SOURCES)
