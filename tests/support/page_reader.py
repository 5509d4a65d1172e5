"""A page of HTML as a reader sees it: its tags, its cards, its texts."""

from html.parser import HTMLParser

LOADING = {"src", "srcset", "data", "action", "formaction", "background", "poster", "style", "http-equiv"}


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.cards, self.texts, self.open = [], [], [], {}, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        self.open.append(tag)
        if "card" in (told.get("class") or "").split():
            self.cards.append(told)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        where = self.open[-1] if self.open and self.open[-1] in {"script", "style", "title"} else "page"
        self.texts[where] = self.texts.get(where, "") + data

    def handle_comment(self, data):  # noqa: ARG002 - the base class calls it so
        self.tags.append("comment")
