"""Each gold query has one class: the hardest that fits."""

import pytest

from hoidap.training.sql_classes import Hardness, SqlClass, hardness, sql_class


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


@pytest.mark.parametrize(
    ("sql", "expected"),  # the first four as its script calls them
    [
        ("SELECT COUNT(*) FROM cars_data WHERE cylinders > 4", Hardness.EASY),
        (
            "SELECT T2.name, COUNT(*) FROM concert AS T1 JOIN stadium AS T2 ON T1.stadium_id = T2.stadium_id "
            "GROUP BY T1.stadium_id",
            Hardness.MEDIUM,
        ),
        (
            "SELECT T1.country_name FROM countries AS T1 JOIN continents AS T2 ON T1.continent = T2.cont_id JOIN "
            "car_makers AS T3 ON T1.country_id = T3.country WHERE T2.continent = 'Europe' GROUP BY T1.country_name "
            "HAVING COUNT(*) >= 3",
            Hardness.EXTRA,
        ),
        (
            "SELECT AVG(life_expectancy) FROM country WHERE name NOT IN (SELECT T1.name FROM country AS T1 JOIN "
            "country_language AS T2 ON T1.code = T2.country_code WHERE T2.language = 'English')",
            Hardness.HARD,
        ),
        ("SELECT name FROM shop ORDER BY area DESC LIMIT 1", Hardness.MEDIUM),
        ("SELECT name FROM shop UNION SELECT name FROM city", Hardness.HARD),
        ("SELECT name, city FROM shop WHERE a = 1 AND b = 2", Hardness.MEDIUM),
        ("SELECT FROM WHERE", Hardness.OTHER),
    ],
)
def test_hardness_is_counted_as_spider_counts_it(sql: str, expected: Hardness) -> None:
    assert hardness(sql) is expected
