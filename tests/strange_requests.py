"""Queries and requests such as nobody would send who means well; the same ones each time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# queries, most of them SPARQL

VICTIM = "<VICTIM>"
"""Stands for the address of a server that nobody may call."""
TERMS = st.sampled_from(
    [
        *("?a", "?b", "?c", "$d", "entity:ketamine", "gg:Claim", "a:b", "<x>", VICTIM, "_:x", "[]"),
        *(
            "'text'",
            '"""long"""@en',
            "'1'^^xsd:integer",
            "1",
            "-1.5e300",
            "true",
            "'\\u0000'",
            "µ:µ",
        ),
        *("<< ?a ?b ?c >>", "(1 2)", "[ a ?c ]", "'" + "x" * 3_000 + "'", "<file:///etc/passwd>"),
    ]
)
PATHS = st.recursive(
    st.sampled_from(["a", "rdfs:label", "predicate:blocks", "!a", "^gg:object", "?p", VICTIM]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["/", "|", "/^", "|!"]), inner).map("".join),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda p: f"({p[0]}){p[1]}"),
    ),
    max_leaves=5,
)
CALLS = st.sampled_from(
    [
        *(
            "STR(?a)",
            "REGEX(STR(?a), '(a+)+$')",
            "REPLACE('aaa', 'a', 'aaa')",
            "UUID()",
            "RAND()",
            "NOW()",
        ),
        *(
            "IRI(?a)",
            "BNODE()",
            "STRDT('x', ?b)",
            "1/0",
            "xsd:integer('9e99')",
            "SUBSTR('x', -5, 99)",
        ),
        *("REGEX('a', '[')", "ENCODE_FOR_URI('µ')", "SHA512('x')", "CONCAT(?a, ?b)", "COALESCE()"),
        *("EXISTS { ?a ?b ?c }", "a:unknown(?a)", "TIMEZONE(NOW())", "LANGMATCHES(?a, '*')"),
    ]
)
EXPRESSIONS = st.recursive(
    st.one_of(TERMS, CALLS),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from([" + ", " = ", " < ", " && ", " || ", " * ", " IN "]), inner
        ).map(lambda p: f"({''.join(p)})"),
        inner.map(lambda e: f"!{e}"),
        inner.map(lambda e: "!" * 600 + e),
    ),
    max_leaves=4,
)
TRIPLES = st.tuples(TERMS, PATHS, TERMS).map(lambda t: f"{t[0]} {t[1]} {t[2]} .")
GROUPS = st.recursive(
    TRIPLES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        inner.map(lambda g: f"OPTIONAL {{ {g} }}"),
        inner.map(lambda g: f"MINUS {{ {g} }}"),
        inner.map(lambda g: f"GRAPH ?g {{ {g} }}"),
        st.tuples(inner, st.integers(0, 9)).map(
            lambda g: f"SERVICE SILENT {VICTIM} {{ {g[0]} }}" if g[1] > 8 else f"{{ {g[0]} }}"
        ),
        inner.map(lambda g: f"{{ SELECT (COUNT(*) AS ?n) {{ {g} }} GROUP BY ?a }}"),
        st.tuples(inner, inner).map(lambda g: f"{{ {g[0]} }} UNION {{ {g[1]} }}"),
        EXPRESSIONS.map(lambda e: f"FILTER({e})"),
        EXPRESSIONS.map(lambda e: f"BIND({e} AS ?new)"),
        st.just("VALUES (?a ?b) { (UNDEF 1) }"),
    ),
    max_leaves=6,
)
ASKING = (
    *(
        "SELECT *",
        "SELECT DISTINCT ?a ?b",
        "SELECT (COUNT(DISTINCT *) AS ?n)",
        "ASK",
        "DESCRIBE ?a",
    ),
    *("SELECT (SUM(?a)+1 AS ?n) (GROUP_CONCAT(?b) AS ?m)", "CONSTRUCT { ?a ?b ?c }"),
    *(
        "DESCRIBE entity:ketamine ?b",
        "BASE <x:> PREFIX a: <a:> SELECT *",
        f"PREFIX a: {VICTIM} SELECT ?a",
    ),
)
CHANGING = (
    *(
        f"SELECT * FROM {VICTIM}",
        f"ASK FROM NAMED {VICTIM}",
        "SELECT",
        "CONSTRUCT",
        "INSERT",
        "DELETE",
    ),
    *(f"LOAD {VICTIM} ; SELECT *", "CLEAR ALL ; ASK"),
)
HEADS = st.one_of(*[st.sampled_from(ASKING)] * 5, st.sampled_from(CHANGING))
TAILS = st.sampled_from(
    [
        *(
            "",
            "",
            " LIMIT 3",
            " ORDER BY DESC(?a) LIMIT 3 OFFSET 1",
            " GROUP BY ?a HAVING(COUNT(*) > 1)",
        ),
        *(
            " LIMIT 99999999999999999999",
            " OFFSET -1",
            " VALUES ?a { 1 }",
            " ; DROP ALL",
            " #",
            " }",
        ),
    ]
)
WELL_FORMED = st.tuples(HEADS, GROUPS, TAILS).map(lambda q: f"{q[0]} WHERE {{ {q[1]} }}{q[2]}")
MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.integers(0, 40),
        st.one_of(
            st.text(max_size=6),
            st.sampled_from(
                ["{", "}", "(", "SERVICE", "\\u0053", "'''", '"', "#", "\r", "\0", "\ud800"]
            ),
        ),
    ),
    max_size=3,
)


def mutated(text: str, changes: list[tuple[int, int, str]]) -> str:
    """A text in which some pieces are replaced by others."""
    for place, length, piece in changes:
        at = place % (len(text) + 1)
        text = text[:at] + piece + text[at + length :]
    return text


QUERIES: SearchStrategy[str] = st.one_of(
    WELL_FORMED, st.tuples(WELL_FORMED, MUTATIONS).map(lambda q: mutated(*q)), st.text(max_size=200)
)
ACCEPTS = st.sampled_from(
    [
        *(
            "*/*",
            "text/html",
            "text/csv",
            "application/sparql-results+xml",
            "application/rdf+xml;q=0.3",
        ),
        *("application/ld+json", "text/turtle, */*;q=0.1", "image/png", "q=1;;,/", "", "*" * 5_000),
        *("text/tab-separated-values", "application/n-triples", "application/json", "text/*;q=0"),
    ]
)

# requests, some of them HTTP

METHODS = st.sampled_from(
    ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "get", "G T", ""]
)
TEXTS = st.one_of(
    st.text(max_size=20).map(lambda t: t.encode("utf-8", "replace")), st.binary(max_size=12)
)
PAGES = st.sampled_from(
    [
        *(
            "/",
            "/sparql",
            "/sparql/",
            "/trace",
            "/what-if",
            "/compare",
            "/queries",
            "/queries/failed-agents",
        ),
        *(
            "/health",
            "/metrics",
            "/openapi.json",
            "/.well-known/void",
            "/entity/ketamine",
            "/claim/",
            "*",
        ),
        *(
            "/entity/../../etc/passwd",
            "//",
            "/%2e%2e/%2e%2e/etc/passwd",
            "http://127.0.0.1/",
            "/%zz",
            "/\x7f",
        ),
    ]
)
NAMES = st.sampled_from(
    [
        *(
            "query",
            "update",
            "format",
            "start",
            "end",
            "drug",
            "outcome",
            "block",
            "clamp",
            "name",
            "named",
        ),
        *(
            "default-graph-uri",
            "named-graph-uri",
            "using-graph-uri",
            "max-steps",
            "top",
            "sign",
            "path",
            "%",
        ),
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            *(
                "ketamine",
                "mtorc1",
                "mtorc1=low",
                "12",
                "-1",
                "9" * 50,
                "json",
                "csv",
                "esketamine",
            ),
            *(
                "ASK {}",
                "SELECT * { ?a ?b ?c }",
                "http://e/",
                "file:///etc/passwd",
                "'",
                "<script>",
                "true",
            ),
        ]
    ).map(str.encode),
    TEXTS,
)
SEARCHES = st.lists(st.tuples(NAMES, VALUES.map(quote_from_bytes)).map("=".join), max_size=4).map(
    "&".join
)
HEADERS = st.lists(
    st.sampled_from(
        [
            *(
                "Content-Type: application/sparql-query",
                "Content-Type: application/x-www-form-urlencoded",
            ),
            *(
                "Content-Type: application/sparql-update",
                "Content-Type: multipart/form-data; boundary=x",
            ),
            *(
                "Content-Length: 0",
                "Content-Length: 3",
                "Content-Length: 99999999999",
                "Content-Length: x",
            ),
            *(
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Expect: 100-continue",
                "Host: e",
            ),
            *("Accept: text/html", "Accept: \xff", "Accept-Encoding: gzip;q=0", "Range: bytes=0-5"),
            *(
                "X-Forwarded-For: 1.2.3.4",
                "X-HTTP-Method-Override: DELETE",
                "Upgrade: websocket",
                ": x",
            ),
            *(
                "Connection: upgrade",
                "Cookie: a=b",
                "If-None-Match: *",
                "Host: " + "h" * 300,
                "No colon",
            ),
            *("Content-Type: application/sparql-query; charset=utf-16", "X: " + "y" * 70_000),
        ]
    ),
    max_size=4,
)
BODIES = st.one_of(
    st.just(b""), VALUES, SEARCHES.map(str.encode), st.just(b"5\r\nASK{}\r\n0\r\n\r\n")
)


def written(parts: tuple[str, str, str, list[str], bytes]) -> bytes:
    """A request as it goes over the wire."""
    method, page, search, headers, body = parts
    target = f"{page}?{search}" if search else page
    length = (
        []
        if any("Length" in h or "Transfer" in h for h in headers)
        else [f"Content-Length: {len(body)}"]
    )
    lines = [
        f"{method} {target} HTTP/1.1",
        "Host: localhost",
        *length,
        *headers,
        "Connection: close",
    ]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


LIKELY = st.tuples(st.just("GET"), PAGES, SEARCHES, st.just(["Accept: */*"]), st.just(b""))
REQUESTS: SearchStrategy[bytes] = st.one_of(
    LIKELY.map(written),
    st.tuples(METHODS, PAGES, SEARCHES, HEADERS, BODIES).map(written),
    st.tuples(METHODS, PAGES, SEARCHES, HEADERS, BODIES).map(written),
    st.binary(max_size=100).map(lambda said: said + b"\r\n\r\n"),
)
