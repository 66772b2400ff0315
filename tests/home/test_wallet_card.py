"""The card for wallet and fridge: printed, never kept."""

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db
CSS = settings.BASE_DIR / "frontend_static" / "css"
SHEETS = ("tokens", "base", "components", "forms", "wallet-card")
FULL = {
    "name": "Maria Magdalena von Hohenberg the Younger, born 12 May 1954",
    "contact": "My daughter Katharina, 07700 900123, or my neighbour Mr Abernathy, 07700 900456",
    "medicines": "Gabapentin 300 mg, 3 times a day\nNortriptyline 25 mg at night\nAmlodipine 5 mg\nMetformin 500 mg twice a day\n"
    "Apixaban 5 mg twice a day\nAtorvastatin 20 mg\nLidocaine patch for 12 hours\nVitamin B12\nParacetamol when needed, as on the box",
    "usual": "Left foot weak since May, it drops when I walk, so I use a stick. Numb on the outside of the left calf and the top of the foot. "
    "Right leg strong. Pee and poo as before, at times slow to start in the morning. I walk 200 m, then I rest.",
}
MEASURE = """(full) => {
  for (const [name, words] of Object.entries(full)) document.querySelector(`[data-fill="${name}"]`).textContent = words;
  const mm = (px) => px * 25.4 / 96;
  const sides = [...document.querySelectorAll(".wallet__side")].map((side) => side.getBoundingClientRect());
  const words = [...document.querySelectorAll(".wallet :is(p, dd, dt, h2)")];
  const sizes = words.map((one) => parseFloat(getComputedStyle(one).fontSize) * 72 / 96);
  return { width: mm(sides[0].width), heights: sides.map((side) => mm(side.height)), least: Math.min(...sizes) };
}"""


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def test_what_is_typed_on_the_wallet_card_has_no_way_out():
    page = Client().get("/wallet-card/").content.decode().split("<main")[1].split("</main>")[0]
    assert "It is not saved and not sent." in page
    assert "<form" not in page
    assert re.findall(r'name="(\w+)"', page) == ["size", "size"]


@pytest.mark.parametrize("path", ["/learn/get-help-now/", "/menu/"])
def test_help_page_and_menu_lead_to_the_wallet_card(her, path):
    assert 'href="/wallet-card/"' in her.get(path).content.decode()


def test_the_wallet_card_sets_no_cookie_and_names_the_illness():
    response = Client().get("/wallet-card/")
    assert not response.cookies
    assert "lumbosacral plexopathy" in response.content.decode()


def test_a_full_wallet_card_folds_to_the_size_of_a_bank_card_and_can_be_read(engine):
    page = engine.new_page()
    page.set_content(re.sub(r"<(link|script)[^>]*>", "", Client().get("/wallet-card/").content.decode()))
    for name in SHEETS:
        page.add_style_tag(content=(CSS / f"{name}.css").read_text(encoding="utf-8"))
    page.emulate_media(media="print")
    paper = page.evaluate(MEASURE, FULL)
    page.close()
    assert [len(words) > 0.9 * most for words, most in zip(FULL.values(), (60, 80, 240, 240), strict=True)] == [True] * 4
    assert paper["width"] == pytest.approx(85.6, abs=0.1)
    assert paper["heights"] == pytest.approx([54, 54], abs=0.2)
    assert paper["least"] >= 7.99  # points
