"""An office with things to hide, and its twin in which they never were: for whoever may not see them, both are one."""

from collections.abc import Sequence

LAN_SEES = """
CREATE TABLE department (id INTEGER PRIMARY KEY, name VARCHAR(40));
CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR(40), department_id INTEGER, bonus INTEGER{salary});
CREATE TABLE paper (id INTEGER PRIMARY KEY, title VARCHAR(40), author_id INTEGER, pages INTEGER);
INSERT INTO department VALUES (3, 'Design'), (4, 'Sales');
CREATE VIEW department_names AS SELECT name FROM department;
"""
HIDDEN_TABLES = """
CREATE TABLE allowed (user_name VARCHAR(40), department_id INTEGER);
CREATE TABLE vault (id INTEGER PRIMARY KEY, word VARCHAR(40));
INSERT INTO allowed VALUES ('lan', 3), ('minh', 4);
INSERT INTO vault VALUES (9001, 'SECRET word');
"""
TELLING_VIEWS = """
CREATE VIEW author_names AS SELECT name, salary FROM author;
CREATE VIEW all_papers AS SELECT title FROM paper;
CREATE VIEW names_of_names AS SELECT name FROM author_names;
CREATE VIEW vault_words AS SELECT word FROM vault;
"""
# id, name, department_id, bonus, salary
AUTHORS = [(1, "An", 3, 5, 770001), (2, "Bình", 3, 7, 770002), (9003, "SECRET Chi", 4, 9, 770003)]
AUTHORS += [(number, f"SECRET {number}", 4, number, 770000 + number) for number in range(9004, 9040)]
# id, title, author_id, pages
PAPERS = [(1, "Lines", 1, 10), (2, "Colours", 2, 20), (9001, "SECRET plan", 9003, 900)]

GLOSSARY = """
roles: [hr]
users:
  lan: {}
  minh: {}
  hoa: {roles: [hr]}
tables:
  author:
    rows:
      everyone: department_id IN (SELECT department_id FROM allowed WHERE user_name = :user_name)
      hr: all
    columns:
      salary: {only_for: [hr]}
  paper:
    rows:
      everyone: paper.pages < 100
      hr: all
  vault: {only_for: [hr]}
  allowed: {hidden: true}
"""


def whole() -> str:
    """The statements that make the office."""
    return LAN_SEES.format(salary=", salary INTEGER") + HIDDEN_TABLES + TELLING_VIEWS + _rows(AUTHORS, PAPERS, 5)


def twin() -> str:
    """The statements that make what the user lan may see of it, and nothing else."""
    authors, papers = [row for row in AUTHORS if row[2] == 3], [row for row in PAPERS if row[3] < 100]
    return LAN_SEES.format(salary="") + _rows(authors, papers, 4)


def _rows(authors: Sequence[tuple[object, ...]], papers: Sequence[tuple[object, ...]], width: int) -> str:
    rows = ", ".join(str(row[:width]) for row in authors)
    return f"INSERT INTO author VALUES {rows}; INSERT INTO paper VALUES {', '.join(map(str, papers))};"


# Ways to read around a filter or a hidden column, in what every dialect understands. Each must give the same rows, or
# the same refusal, as over the twin.
ATTEMPTS = """
SELECT * FROM author
SELECT name FROM author
SELECT a.* FROM author AS a
SELECT a.name, b.name FROM author AS a JOIN author AS b ON a.department_id <> b.department_id
SELECT a.name FROM author AS a CROSS JOIN author AS b
SELECT COUNT(*) FROM author
SELECT COUNT(*) FROM author, author AS b
SELECT COUNT(DISTINCT department_id), MAX(id), MIN(name), SUM(bonus), AVG(bonus) FROM author
SELECT name FROM author WHERE 1 = 1 OR department_id = 4
SELECT name FROM author WHERE department_id = 4
SELECT name FROM author WHERE NOT department_id = 3
SELECT salary FROM author
SELECT author.salary FROM author
SELECT a.salary FROM author AS a
SELECT "salary" FROM author
SELECT SALARY FROM author
SELECT MAX(salary) FROM author
SELECT name FROM author WHERE salary > 1
SELECT name FROM author WHERE author.salary > 1
SELECT name FROM author ORDER BY salary
SELECT name FROM author ORDER BY author.salary DESC
SELECT COUNT(*) FROM author GROUP BY salary
SELECT department_id FROM author GROUP BY department_id HAVING MAX(salary) > 1
SELECT department_id, COUNT(*) FROM author GROUP BY department_id HAVING COUNT(*) > 2
SELECT ROW_NUMBER() OVER (ORDER BY salary) FROM author
SELECT SUM(bonus) OVER (PARTITION BY salary) FROM author
SELECT name, RANK() OVER (ORDER BY bonus DESC) FROM author
SELECT LAG(name) OVER (ORDER BY id), LEAD(name) OVER (ORDER BY id) FROM author
SELECT 1 AS salary FROM author ORDER BY salary
SELECT name AS salary FROM author WHERE salary > 1
SELECT x.salary FROM (SELECT * FROM author) AS x
SELECT * FROM (SELECT * FROM author) AS x
SELECT * FROM (SELECT *, 1 AS one FROM author) AS x
WITH a AS (SELECT * FROM author) SELECT * FROM a
WITH author AS (SELECT * FROM author) SELECT * FROM author
WITH author AS (SELECT 1 AS salary) SELECT salary FROM author
WITH author AS (SELECT 1 AS id) SELECT * FROM author
WITH a AS (SELECT * FROM author), author AS (SELECT * FROM a) SELECT * FROM author
WITH a AS (SELECT salary FROM author) SELECT * FROM a
WITH a(x, y, z, w) AS (SELECT * FROM author) SELECT x, y, z, w FROM a
WITH a(x, y, z, w, s) AS (SELECT * FROM author) SELECT s FROM a
WITH allowed AS (SELECT 'lan' AS user_name, 4 AS department_id) SELECT name FROM author
WITH allowed(user_name, department_id) AS (SELECT 'lan', 4) SELECT a.name FROM author AS a, allowed AS b
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r JOIN author ON id > n WHERE n < 5) SELECT n FROM r
SELECT id FROM paper WHERE id IN (WITH allowed AS (SELECT 4 AS department_id, 'lan' AS user_name) SELECT id FROM author)
SELECT name FROM author UNION SELECT name FROM author
SELECT name FROM author UNION ALL SELECT title FROM paper
SELECT name FROM department EXCEPT SELECT name FROM author
SELECT id FROM author INTERSECT SELECT author_id FROM paper
SELECT name FROM author UNION SELECT salary FROM author
(SELECT name FROM author) UNION (SELECT name FROM department)
SELECT (SELECT MAX(name) FROM author) AS m
SELECT (SELECT COUNT(*) FROM author WHERE author.department_id = department.id) AS n, name FROM department
SELECT d.name, (SELECT MAX(salary) FROM author AS a WHERE a.department_id = d.id) FROM department AS d
SELECT name FROM department AS d WHERE EXISTS (SELECT 1 FROM author AS a WHERE a.department_id = d.id)
SELECT name FROM department AS d WHERE NOT EXISTS (SELECT 1 FROM author AS a WHERE a.department_id = d.id)
SELECT 1 AS yes WHERE EXISTS (SELECT 1 FROM author WHERE name LIKE 'SECRET%')
SELECT 1 AS yes WHERE EXISTS (SELECT 1 FROM author WHERE salary > 770000)
SELECT name FROM department WHERE id IN (SELECT department_id FROM author)
SELECT name FROM department WHERE id NOT IN (SELECT department_id FROM author)
SELECT title FROM paper WHERE author_id IN (SELECT id FROM author WHERE department_id = 4)
SELECT d.name, a.name FROM department AS d LEFT JOIN author AS a ON a.department_id = d.id
SELECT d.name, COUNT(a.id) FROM department AS d LEFT JOIN author AS a ON a.department_id = d.id GROUP BY d.name
SELECT d.id, COUNT(*) FROM department AS d LEFT JOIN author AS a ON department_id = d.id AND bonus > 6 GROUP BY d.id
SELECT a.name, d.name FROM author AS a RIGHT JOIN department AS d ON a.department_id = d.id
SELECT d.name FROM department AS d LEFT JOIN author AS a ON a.department_id = d.id WHERE a.id IS NULL
SELECT p.title, a.name FROM paper AS p LEFT JOIN author AS a ON a.id = p.author_id
SELECT a.name, p.title FROM author AS a LEFT JOIN paper AS p ON a.id = p.author_id
SELECT * FROM author AS a JOIN author AS b USING (salary)
SELECT * FROM author JOIN paper USING (id)
SELECT COUNT(*) FROM author AS a JOIN author AS b USING (salary)
SELECT * FROM author AS a NATURAL JOIN author AS b
SELECT * FROM author NATURAL JOIN paper
SELECT * FROM (author JOIN department ON author.department_id = department.id)
SELECT * FROM (department JOIN author ON author.department_id = department.id)
SELECT * FROM (author AS a CROSS JOIN department AS d)
SELECT author FROM author
SELECT a FROM author AS a
SELECT (a).salary FROM author AS a
SELECT COUNT(a) FROM author AS a
SELECT COUNT(author.salary) FROM author
SELECT COUNT(DISTINCT author) FROM author
SELECT CAST(a.* AS TEXT) FROM author AS a
SELECT name FROM author WHERE (id, salary) = (1, 770001)
SELECT name FROM author WHERE (id, name) IN (SELECT id, name FROM author WHERE department_id = 4)
SELECT name FROM author WHERE (department_id, bonus) > (3, 0)
SELECT CASE WHEN salary > 1 THEN name ELSE name END FROM author
SELECT COALESCE(NULL, salary) FROM author
SELECT * FROM vault
SELECT word FROM vault
SELECT COUNT(*) FROM vault
SELECT * FROM allowed
SELECT name FROM author WHERE id > (SELECT MIN(id) FROM vault)
SELECT 1 AS yes WHERE EXISTS (SELECT 1 FROM vault)
SELECT a.name FROM author AS a JOIN allowed AS b ON a.department_id = b.department_id
WITH vault AS (SELECT * FROM vault) SELECT * FROM vault
WITH v AS (SELECT word FROM vault) SELECT * FROM v
SELECT name FROM author UNION SELECT word FROM vault
SELECT vault.word FROM author
SELECT * FROM author_names
SELECT salary FROM author_names
SELECT * FROM names_of_names
SELECT * FROM all_papers
SELECT * FROM vault_words
SELECT * FROM department_names
SELECT name FROM AUTHOR
SELECT name FROM Author AS "Author"
SELECT Author.NAME FROM author
SELECT name FROM other.author
SELECT name FROM x.y.author
SELECT title FROM paper WHERE pages > 100
SELECT SUM(pages) FROM paper
SELECT title FROM paper ORDER BY pages DESC LIMIT 1
SELECT title FROM paper LIMIT 1 OFFSET 2
SELECT p.title FROM paper AS p WHERE p.pages = (SELECT MAX(pages) FROM paper)
SELECT title FROM paper AS p WHERE p.author_id = (SELECT id FROM author WHERE author.id = p.author_id)
SELECT title FROM paper WHERE pages > ALL (SELECT bonus FROM author)
SELECT title FROM paper WHERE author_id = ANY (SELECT id FROM author)
SELECT rowid, name FROM author
SELECT ctid, name FROM author
SELECT name FROM author WHERE rowid = 9003
SELECT name, name FROM author WHERE "salary" = "salary"
SELECT name FROM author WHERE 770001 = "salary"
SELECT x.name FROM department AS d, LATERAL (SELECT name FROM author WHERE department_id = d.id) AS x
SELECT x.salary FROM department AS d, LATERAL (SELECT salary FROM author WHERE department_id = d.id) AS x
SELECT name FROM author WHERE CASE WHEN department_id = 4 THEN 1 / (department_id - 4) ELSE 1 END = 1
SELECT name FROM author WHERE CASE WHEN department_id = 4 THEN bonus + 9223372036854775807 ELSE 1 END > 0
SELECT name FROM author WHERE ABS(CASE WHEN department_id = 4 THEN -9223372036854775807 - 1 ELSE 1 END) > 0
SELECT name FROM author WHERE CASE WHEN name LIKE 'S%' THEN CAST(name AS INT) ELSE 1 END = 1
SELECT title FROM paper WHERE (CASE WHEN pages > 100 THEN (SELECT id FROM department) ELSE 1 END) = 1
SELECT SUM(CASE WHEN department_id = 4 THEN 9223372036854775807 ELSE 1 END) FROM author
SELECT d.name FROM department AS d JOIN author AS a ON CASE WHEN a.department_id = 4 THEN 1 / (d.id - 4) ELSE 1 END = 1
SELECT name FROM author FOR UPDATE
TABLE author
SELECT * FROM ONLY author
SELECT salary
"""
