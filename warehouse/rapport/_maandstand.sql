-- Where each day of `grens`, and the one after it, lies in the months: whole months since the year 0, and the part of its
-- own month that lies before the day. From one day to another that is how many months.
maandstand as (
  select
    moment::date as dag,
    extract(year from moment) * 12 + extract(month from moment)
    + (extract(day from moment) - 1) / extract(day from date_trunc('month', moment) + interval '1 month - 1 day')
      as maanden
  from grens
  cross join generate_series(grens.van::timestamp, grens.tot + interval '1 day', interval '1 day') as moment
)
