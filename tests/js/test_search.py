"""search.js and search.py find the same: every title, what people type, and random words with wrong letters."""

import random

from backend.education.library import articles
from backend.education.search import find, index, names_danger, synonyms, tokens

CASES = 150


def wrong(word, dice):
    at = dice.randrange(len(word))
    return dice.choice([word[:at] + word[at + 1 :], word[:at] + dice.choice("aeiourst") + word[at + 1 :], word[:at] + word[at:][1::-1] + word[at + 2 :], word])


def queries():
    dice = random.Random(20261121)
    words = sorted({word for item in articles() for word in tokens(f"{item.title} {item.in_short}") if len(word) > 2})
    typed = [" ".join(wrong(word, dice) for word in dice.sample(words, dice.randint(1, 4))) for _ in range(CASES)]
    said = [" ".join(words) for words in (*(meaning.said for meaning in synonyms("en").meanings), *synonyms("en").danger)]
    odd = ["nmbness of my wekness", "excersise"]
    return [*(item.title for item in articles()), *said, *odd, *typed, "", "?!", "Café au lait", "can’t feel", "what is it", "İstanbul", "x" * 300]


def test_an_index_that_an_older_release_left_on_the_phone_still_finds(page):
    kept = {key: value for key, value in index().as_json().items() if key not in ("danger", "help")}
    script = '(data) => modules.search.find("cant pee gabapentin", modules.search.openIndex(data)).map(({ slug }) => slug)'
    assert "gabapentin-and-pregabalin" in page.evaluate(script, kept)


def test_the_phone_hears_the_same_words_of_danger_however_many_came_before(page):
    asked = ["I cannot pee", f"{'so it was that ' * 20} I can not breathe", "Which shoes fit?", "", "It hurts. Which side?"]
    script = "([data, asked]) => asked.map((text) => modules.search.namesDanger(text, modules.search.openIndex(data)))"
    assert page.evaluate(script, [index().as_json(), asked]) == [names_danger(text) for text in asked] == [True, True, False, False, False]


def test_the_phone_finds_what_the_server_finds(page):
    asked = queries()
    script = """([data, asked]) => {
      const found = modules.search.openIndex(data);
      return asked.map((query) => modules.search.find(query, found).map(({ slug }) => slug));
    }"""
    on_the_phone = page.evaluate(script, [index().as_json(), asked])
    different = {
        query: (got, [item.slug for item in find(query)]) for query, got in zip(asked, on_the_phone, strict=True) if got != [item.slug for item in find(query)]
    }
    assert different == {}
