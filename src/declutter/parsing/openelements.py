"""The open elements of a page read tag by tag: a model of the HTML standard's tree construction, as far as depth goes.

Where it is not exact it holds elements open that the parser has closed, never the other way round. Each tag takes
a time that does not depend on the depth.
"""

from __future__ import annotations

from collections import Counter

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr".split()
)
RAW_TEXT = frozenset("iframe noembed noframes noscript plaintext script style textarea title xmp".split())  # hold no markup
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())

# The standard's special elements, which the end tag of an inline element does not pass; ":" is before foreign names.
_SPECIAL = frozenset(
    "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd "
    "details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header "
    "hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object "
    "ol p param plaintext pre script search section select source style summary table tbody td template textarea tfoot th "
    "thead title tr track ul wbr xmp :foreignobject :desc :title :mi :mo :mn :ms :mtext :annotation-xml".split()
)
_NO_WALLS = frozenset(("address", "div", "p"))  # special elements that an item of a list looks past
_BARRIERS = frozenset(
    "applet caption marquee object select table td template th :foreignobject :desc :title :mi :mo :mn :ms :mtext "
    ":annotation-xml".split()
)
_MARKERS = frozenset("applet caption marquee object td template th".split())  # formatting opened in these ends with them
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CLOSES_P = frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary ul xmp".split()
)
_ITEMS = {"li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt")}
_SECTIONS = ("tbody", "thead", "tfoot")
_TABLE_PARTS = frozenset((*_SECTIONS, "caption", "colgroup", "tr", "td", "th"))
_CLOSING = _CLOSES_P | _TABLE_PARTS | frozenset("a nobr button select option optgroup rt rp table".split())
_OPENS_FORMATTING = frozenset("applet area br button embed img image input keygen marquee object select wbr".split())
_IGNORED = frozenset(("html", "head", "body"))  # open all the time
_BREAKOUT = frozenset(  # HTML tags that end a drawing or a formula
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr "
    "ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)
_HTML_AGAIN = frozenset(":foreignobject :desc :title :mi :mo :mn :ms :mtext :annotation-xml".split())  # HTML may stand in
_FONT_ATTRIBUTES = ("color", "face", "size")
_MAX_ALIKE = 3  # of formatting elements that are the same, as many are opened anew


class OpenElements:
    """The stack of open elements, and the formatting that is waiting to be opened anew."""

    def __init__(self, max_depth: int, *, scripting: bool = True) -> None:
        self.max_depth = max_depth
        self.raw_text = RAW_TEXT if scripting else RAW_TEXT - {"noscript"}
        self.names: list[str] = []  # "" where an element was taken out of the middle
        self.keys: list[str] = []  # of formatting: its attributes
        self.depth = 0
        self.where: dict[str, list[int]] = {}  # places of each name
        self.special: list[int] = []
        self.walls: list[int] = []
        self.barriers: list[int] = []
        self.html: list[int] = []  # places of elements that are not foreign
        self.again: list[int] = []  # … and of foreign ones that HTML may stand in
        self.orphans: list[list[tuple[str, str]]] = [[]]  # formatting that its paragraph's end closed; for each marker
        self.foreign = 0  # how many are
        self.lists: dict[str, list[list[int]]] = {}
        self.rebuilt = 0
        self.left_out: Counter[str] = Counter()

    def last(self, *names: str) -> int:
        """Return the innermost place of any of these, -1 if none is open."""
        return max((places[-1] for name in names if (places := self.where.get(name))), default=-1)

    def in_foreign(self) -> bool:
        """Whether a tag here belongs to a drawing or a formula."""
        if not self.foreign:
            return False
        top = len(self.names) - 1
        return self._last(self.html) < top and self._last(self.again) < top

    @staticmethod
    def _last(places: list[int]) -> int:
        return places[-1] if places else -1

    def text(self) -> None:
        """Open waiting formatting anew, as text and inline elements do."""
        waiting = self.orphans[-1]
        if waiting and not self.in_foreign():
            self.orphans[-1] = []
            self.rebuilt += len(waiting)
            for name, key in waiting:
                self._push(name, key)

    def close_orphans(self) -> str:
        """Forget the formatting that waits, and return the end tags that make the parser do so."""
        waiting = self.orphans[-1]
        self.orphans[-1] = []
        return "".join(f"</{name}>" for name, _ in reversed(waiting))

    def was_left_out(self, name: str) -> bool:
        """Whether the end tag belongs to a start tag that was left out; it is taken for that one's."""
        if not self.left_out[name]:
            return False
        self.left_out[name] -= 1
        return True

    def start(self, name: str, key: str = "", *, closes_itself: bool = False) -> bool:
        """Open an element; False if there is no room for it, and its tag is to be left out."""
        if self.in_foreign():
            if name in _BREAKOUT or (name == "font" and any(one in key.lower() for one in _FONT_ATTRIBUTES)):
                self._pop_to(max(self._last(self.html), self._last(self.again)) + 1)
            else:
                return closes_itself or self._push_if_room(f":{name}")
        if name in _IGNORED:
            return True
        to = self._closed_by(name)
        if to is None and self.depth >= self.max_depth and name not in VOID and name not in self.raw_text:
            self.left_out[name] += 1
            return False
        if name in ("a", "nobr"):
            self.end(name)
        elif to is not None:
            self._pop_to(to)
        if name in FORMATTING or name not in _SPECIAL or name in _OPENS_FORMATTING:
            self.text()
        if name in VOID or name in self.raw_text:
            return True
        if name in _TABLE_PARTS:
            return self._start_table_part(name)
        if name in ("svg", "math"):
            if not closes_itself:
                self._push(f":{name}")
            return True
        self._push(name, key)
        return True

    def _closed_by(self, name: str) -> int | None:
        """Return down to which place a start tag closes what is open, None if it closes nothing."""
        if name not in _CLOSING or not self.names:
            return None
        barrier = self._last(self.barriers)
        candidates: list[int] = []
        if name in _CLOSES_P and (p := self.last("p")) > max(barrier, self.last("button")):
            candidates.append(p)
        if (items := _ITEMS.get(name)) and (wall := self._last(self.walls)) >= 0 and self.names[wall] in items:
            candidates.append(wall)
        if name in ("a", "nobr", "button", "select") and (same := self.last(name)) > barrier:
            candidates.append(same)
        top = self.names[-1] if self.names else ""
        if (name in _HEADINGS and top in _HEADINGS) or (name in ("option", "optgroup") and top == "option"):
            candidates.append(len(self.names) - 1)
        if name in ("rt", "rp") and top in ("rt", "rp") and self.last("ruby") > barrier:
            candidates.append(len(self.names) - 1)
        if name == "table" and top in ("table", "tr", *_SECTIONS) and (table := self.last("table")) > self.last("template"):
            candidates.append(table)
        if name in _TABLE_PARTS and (table := self.last("table")) > self.last("template"):
            place = table
            if name in ("tr", "td", "th"):
                place = max(place, self.last(*_SECTIONS))
            if name in ("td", "th"):
                place = max(place, self.last("tr"))
            if place + 1 < len(self.names):
                candidates.append(place + 1)
        return min(candidates, default=None)

    def _start_table_part(self, name: str) -> bool:
        """Open a part of a table with the parts that the standard puts between; outside of tables there are none."""
        table, template = self.last("table"), self.last("template")
        if table > template:
            if name in ("tr", "td", "th") and self.last(*_SECTIONS) < table:
                self._push("tbody")
            if name in ("td", "th") and self.last("tr") < table:
                self._push("tr")
        if table >= 0 or template >= 0:
            self._push(name)
        return True

    def end(self, name: str) -> None:
        """Close what an end tag closes."""
        if self.names and self.names[-1] == name and not self.orphans[-1] and name not in _MARKERS:
            self.names.pop()
            self.keys.pop()
            self.depth -= 1
            self.where[name].pop()
            for places in self._lists_of(name):
                places.pop()
            return
        foreign = self.last(f":{name}")
        if foreign > self._last(self.html):
            self._pop_to(foreign)
            return
        if name in FORMATTING:
            self._end_formatting(name)
            return
        place = self.last(*_HEADINGS) if name in _HEADINGS else self.last(name)
        barrier = self._last(self.barriers)
        if place < 0 or name in _IGNORED:
            return
        if name == "template":
            closes = True
        elif name in _TABLE_PARTS or name == "table":
            closes = place > self.last("template") and (name == "table" or place > self.last("table"))
        elif name == "p":
            closes = place > max(barrier, self.last("button"))
        elif name == "li":
            closes = place > max(barrier, self.last("ul", "ol"))
        elif name == "form":
            if place > barrier and place < len(self.names) - 1:
                self._take_out(place)
                return
            closes = place > barrier
        elif name in _MARKERS:
            closes = place > self._last(self.barriers[:-1] if barrier == place else self.barriers)
        elif name in _SPECIAL:
            closes = place > barrier
        else:
            closes = place > self._last(self.special)
        if closes:
            self._pop_to(place)

    def _end_formatting(self, name: str) -> None:
        waiting = self.orphans[-1]
        for index in range(len(waiting) - 1, -1, -1):
            if waiting[index][0] == name:
                del waiting[index]
                return
        place = self.last(name)
        if place <= self._last(self.barriers):
            return
        if place > self._last(self.special):
            self._pop_to(place, is_closed=True)
        else:
            self._take_out(place)

    def _push_if_room(self, name: str) -> bool:
        if self.depth >= self.max_depth:
            self.left_out[name[1:]] += 1
            return False
        self._push(name)
        return True

    def _push(self, name: str, key: str = "") -> None:
        place = len(self.names)
        self.names.append(name)
        self.keys.append(key)
        self.depth += 1
        self.where.setdefault(name, []).append(place)
        for places in self._lists_of(name):
            places.append(place)
        self.foreign += name[0] == ":"
        if name in _MARKERS:
            self.orphans.append([])

    def _lists_of(self, name: str) -> list[list[int]]:
        """Return the lists of places that this name is in."""
        known = self.lists.get(name)
        if known is not None:
            return known
        found = self.lists[name] = []
        if name[0] != ":":
            found.append(self.html)
        elif name in _HTML_AGAIN:
            found.append(self.again)
        if name in _SPECIAL:
            found.append(self.special)
            if name not in _NO_WALLS:
                found.append(self.walls)
            if name in _BARRIERS:
                found.append(self.barriers)
        return found

    def _pop_to(self, place: int, *, is_closed: bool = False) -> None:
        """Close all from a place on; formatting among them waits to be opened anew, but for the one that `is_closed`."""
        orphaned: list[tuple[str, str]] = []
        while len(self.names) > place:
            name, key = self.names.pop(), self.keys.pop()
            if not name:
                continue
            self.depth -= 1
            self.foreign -= name[0] == ":"
            self.where[name].pop()
            for places in self._lists_of(name):
                places.pop()
            if name in _MARKERS:
                orphaned = []
                self.orphans.pop()
            elif name in FORMATTING and not (is_closed and len(self.names) == place):
                orphaned.append((name, key))
        waiting = self.orphans[-1]
        for one in reversed(orphaned):
            if waiting.count(one) < _MAX_ALIKE:
                waiting.append(one)
        if self.depth < self.max_depth // 2:
            self.left_out.clear()

    def _take_out(self, place: int) -> None:
        """Take an element out from among the open ones; those inside stay open."""
        name = self.names[place]
        self.names[place] = ""
        self.depth -= 1
        self.where[name].remove(place)
        for places in self._lists_of(name):
            places.remove(place)
