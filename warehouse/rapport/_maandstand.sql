-- Where each day of `grens`, and the one after it, lies in the months: as parts of a month, counted from the month in which
-- `grens` begins. Every month has 377580 of them, the least number that can be divided by its days whether it has 28, 29, 30
-- or 31, so that a day lies at a whole number of them.
maandstand as not materialized (
  select
    moment::date as dag,
    (extract(year from moment) * 12 + extract(month from moment)
      - extract(year from grens.van) * 12 - extract(month from grens.van))::bigint * 377580
    + (extract(day from moment)::bigint - 1)
      * (377580 / extract(day from date_trunc('month', moment) + interval '1 month - 1 day')::bigint) as delen
  from grens
  cross join generate_series(grens.van::timestamp, grens.tot + interval '1 day', interval '1 day') as moment
  group by 1, 2 -- each day is there once: this tells the planner, which would expect five of each
)
