"""Hostile statements written in other ways: in the cases, spaces, quotes and letters that fool a careless reader."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[str, random.Random], str]

_PIECE = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|`[^`]*`|--[^\n]*|/\*.*?\*/|\w+|\s+|.""", re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")
_TABLE = re.compile(r"\b(?:customers|secret_keys)\b")

SPACES = tuple("\t\n\r\v\f\x00\x1c\x85\xa0\u1680\u180e\u2003\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff")
COMMENTS = (
    "/**/",
    "/* x */",
    "/* /* */ */",
    "-- x\n",
    "--\n",
    "#x\n",
    "/*!*/",
    "/*!50000*/",
    "/*M!*/",
    "/*+ x */",
    "(*)",
)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u202e"
LOOK_ALIKES = str.maketrans("aceiopsxyAEOPCTXKMH", "асеіорѕхуАЕОРСТХКМН")
NAMES = (
    '"{}"', "`{}`", "[{}]", "public.{}", "main.{}", "shop.{}", '"public"."{}"', "`shop`.`{}`", "ONLY {}", "({})",
    "{} AS q", '"{} "', "'{}'", "temp.{}", "pg_temp.{}", "other.{}", "dbo.{}", "..{}",
)  # fmt: skip
AROUND = (
    "SELECT * FROM ({}) AS q", "({})", "(({}))", "((((({})))))", "WITH q AS ({}) SELECT * FROM q", "SELECT ({})",
    "SELECT name FROM customers WHERE id IN ({})", "SELECT name FROM customers WHERE EXISTS ({})",
    "SELECT 1 UNION ALL {}", "{} UNION SELECT k FROM secret_keys", "SELECT name FROM customers ORDER BY ({})",
    "WITH RECURSIVE q AS ({} UNION ALL SELECT * FROM q) SELECT * FROM q", "SELECT CASE WHEN EXISTS ({}) THEN 1 END",
    "SELECT * FROM customers c, LATERAL ({}) AS q", "EXPLAIN {}", "EXPLAIN ANALYZE {}", "EXPLAIN QUERY PLAN {}",
    "CREATE TABLE made AS {}", "CREATE VIEW made AS {}", "CREATE TEMP TABLE made AS {}", "DO $$ BEGIN {}; END $$",
    "BEGIN NOT ATOMIC {}; END", "COPY ({}) TO '/probe/copy'", "{} INTO OUTFILE '/probe/outfile'", "{} FOR UPDATE",
    "PREPARE p FROM '{}'", "EXECUTE IMMEDIATE '{}'", "WITH d AS ({} RETURNING *) SELECT * FROM d", "{} RETURNING *",
    "DECLARE c CURSOR WITH HOLD FOR {}", "SELECT query_to_xml('{}', true, true, '')", "VALUES (({}))",
    "SELECT count(*) FILTER (WHERE ({}) IS NULL) FROM customers", "SELECT ARRAY({})", "TABLE ({})", "CALL ({})",
    "SET STATEMENT max_statement_time=0 FOR {}", "SELECT * FROM customers JOIN ({}) AS q ON TRUE", "HANDLER ({})",
)  # fmt: skip
BEFORE = (
    "SELECT 1; ", "SELECT name FROM customers; ", "SELECT 1 ", "COMMIT; ", "ROLLBACK; ", "END; ", "BEGIN; ", ";", " ; ",
    "SET TRANSACTION READ WRITE; ", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; ", "START TRANSACTION; ",
    "SELECT '\\'; ", "SELECT 'a''; ", "SELECT $$a$$; ", "SELECT E'\\''; ", "SELECT 1 -- x\n; ", "SELECT 1 /* ; */; ",
    "PRAGMA query_only=OFF; ", "SELECT name FROM customers LIMIT 1 ", "SELECT name FROM customers WHERE id = 1 OR ",
    "RESET ALL; ", "SET ROLE owner; ", "SET sql_mode='ANSI_QUOTES'; ", "SELECT 'x' /*", "SELECT 1\n\n", "/*!", "\ufeff",
)  # fmt: skip
AFTER = (
    ";", ";;", "; SELECT 1", " -- ", " #", " /*", " */", "; COMMIT", " LIMIT 1", " OFFSET 0", "; DELETE FROM customers",
    " UNION SELECT k FROM secret_keys", ", (SELECT k FROM secret_keys)", " DELETE FROM customers", "\x00", "' --", "$$",
    "; DROP TABLE customers", " OR 1=1", " /*! UNION SELECT k FROM secret_keys */", " /*!; DELETE FROM customers */",
    " INTO OUTFILE '/probe/after'", " INTO @x", " PROCEDURE ANALYSE()", "\\G", "\\! touch /probe/shell", "\nGO\n",
)  # fmt: skip


def mutations(sql: str, count: int, seed: str) -> list[str]:
    """So many different ways to write a statement, always the same ones."""
    rng, found = random.Random(seed), dict[str, None]()
    while len(found) < count:
        found[mutated(sql, rng)] = None
    return list(found)


def mutated(sql: str, rng: random.Random) -> str:
    """The statement after one to three mutations."""
    for mutate in rng.choices(MUTATIONS, k=rng.randint(1, 3)):
        sql = mutate(sql, rng)
    return sql


def _pieces(sql: str) -> list[str]:
    return [match[0] for match in _PIECE.finditer(sql)]


def _cased(sql: str, rng: random.Random) -> str:
    """Words in other cases, but not texts."""
    ways: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str.swapcase)
    alternating = "".join(rng.choice((str.upper, str.lower))(letter) for letter in sql)
    return rng.choice(("".join(rng.choice(ways)(p) if _WORD.fullmatch(p) else p for p in _pieces(sql)), alternating))


def _commented(sql: str, rng: random.Random) -> str:
    """Comments instead of spaces, between and within words."""
    comment = rng.choice(COMMENTS)
    if rng.random() < 0.3:
        place = rng.randint(0, len(sql))
        return sql[:place] + comment + sql[place:]
    return "".join(comment if p.isspace() and rng.random() < 0.7 else p for p in _pieces(sql))


def _hidden_in_comment(sql: str, rng: random.Random) -> str:
    """The tail of the statement in a comment that some servers run."""
    pieces = _pieces(sql) or [""]
    place = rng.randrange(len(pieces))
    mark = rng.choice(("!", "!50000", "!100100", "M!", "M!100100", "!99999", "+", ""))
    return "".join(pieces[:place]) + f" /*{mark} " + "".join(pieces[place:]) + rng.choice((" */", "", " */ */"))


def _spaced(sql: str, rng: random.Random) -> str:
    """Other spaces, or none."""
    space = rng.choice((*SPACES, "", "+", "  ", "\r\n"))
    return "".join(space if p.isspace() and rng.random() < 0.7 else p for p in _pieces(sql))


def _split(sql: str, rng: random.Random) -> str:
    """One word in two."""
    words = [match for match in _WORD.finditer(sql) if len(match[0]) > 3]
    if not words:
        return sql
    word = rng.choice(words)
    place = rng.randint(word.start() + 1, word.end() - 1)
    between = rng.choice((*COMMENTS, *INVISIBLE, " ", "\n", "\\\n", "'||'", "%00", "\\"))
    return f"{sql[:place]}{between}{sql[place:]}"


def _foreign(sql: str, rng: random.Random) -> str:
    """Letters that look alike, full-width ones, invisible ones between, escapes."""
    match rng.randrange(4):
        case 0:
            return sql.translate(LOOK_ALIKES)
        case 1:
            wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if rng.random() < 0.5}
            return sql.translate(wide)
        case 2:
            return "".join(letter + (rng.choice(INVISIBLE) if rng.random() < 0.1 else "") for letter in sql)
        case _:
            escape = rng.choice(("\\u{:04x}", "\\x{:02x}", "%{:02x}", "&#{};", 'U&"\\{:04x}"'))
            return _WORD.sub(lambda m: escape.format(ord(m[0][0])) + m[0][1:] if rng.random() < 0.3 else m[0], sql)


def _quoted(sql: str, rng: random.Random) -> str:
    """Names and texts in other quotes."""
    if rng.random() < 0.5 and _TABLE.search(sql):
        name = rng.choice(NAMES)
        return _TABLE.sub(lambda match: name.format(match[0]), sql)
    if rng.random() < 0.5 and "'" in sql:
        begin, end = rng.choice(
            (("$$", "$$"), ("E'", "'"), ("N'", "'"), ("U&'", "'"), ('"', '"'), ("X'", "'"), ("_utf8'", "'"))
        )
        return re.sub(r"'([^']*)'", lambda match: begin + match[1] + end, sql)
    quote = rng.choice("\"`'")
    return _WORD.sub(lambda match: quote + match[0] + quote if rng.random() < 0.3 else match[0], sql)


def _nested(sql: str, rng: random.Random) -> str:
    """The statement as a part of another one."""
    return str(rng.choice(AROUND)).replace("{}", sql)


def _surrounded(sql: str, rng: random.Random) -> str:
    """Something harmless, or not, before and behind it."""
    return rng.choice((*BEFORE, "")) + sql + rng.choice((*AFTER, ""))


def _aimed(sql: str, rng: random.Random) -> str:
    """At the hidden table instead of another, or at another one."""
    return _TABLE.sub(rng.choice(("secret_keys", "orders", "SECRET_KEYS", "mysql.global_priv", "pg_authid")), sql)


MUTATIONS: tuple[Mutation, ...] = (
    _cased, _commented, _hidden_in_comment, _spaced, _split, _foreign, _quoted, _nested, _surrounded, _aimed,
)  # fmt: skip
