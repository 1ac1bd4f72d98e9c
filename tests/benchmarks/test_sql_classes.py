"""Each gold query has one class: the hardest that fits."""

import pytest

from hoidap.benchmarks.sql_classes import SqlClass, sql_class


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT name FROM shop", SqlClass.PROJECTION),
        ("SELECT COUNT(*), AVG(total) FROM orders", SqlClass.PROJECTION),
        ('SELECT name FROM shop WHERE city = "Huế"', SqlClass.FILTER),
        ("SELECT name FROM shop WHERE city = 'Huế' ORDER BY name LIMIT 3", SqlClass.ORDER),
        ("SELECT city, COUNT(*) FROM shop GROUP BY city HAVING COUNT(*) > 2 ORDER BY 2", SqlClass.GROUP),
        ("SELECT s.name FROM shop s JOIN city c ON c.id = s.city_id WHERE c.name = 'Huế'", SqlClass.JOIN),
        ("SELECT shop.name FROM shop, city WHERE city.id = shop.city_id", SqlClass.JOIN),
        ("SELECT c.name, COUNT(*) FROM shop s JOIN city c ON c.id = s.city_id GROUP BY c.id", SqlClass.JOIN_GROUP),
        ("SELECT name FROM shop WHERE id NOT IN (SELECT shop_id FROM orders GROUP BY shop_id)", SqlClass.NESTED),
        ("SELECT COUNT(*) FROM (SELECT city FROM shop)", SqlClass.NESTED),
        ("WITH big AS (SELECT * FROM shop WHERE area > 90) SELECT name FROM big", SqlClass.NESTED),
        ("SELECT name FROM shop UNION SELECT name FROM city", SqlClass.SET),
        ("SELECT name FROM shop WHERE id IN (SELECT 1 EXCEPT SELECT 2)", SqlClass.SET),
        ("SELECT FROM WHERE", SqlClass.OTHER),
    ],
)
def test_the_hardest_class_that_fits(sql: str, expected: SqlClass) -> None:
    assert sql_class(sql) is expected
