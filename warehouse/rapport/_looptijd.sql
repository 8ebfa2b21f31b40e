-- The trajecten that run in the period, each with the numbers of the first and the last part in which it does.
looptijd as (
  select
    traject.*,
    width_bucket(greatest(gestart, :'van'::date), :begindagen) as eerste,
    width_bucket(least(gestopt, :'tot'::date), :begindagen) as laatste
  from traject
  where gestart <= :'tot'::date and coalesce(gestopt, 'infinity') >= :'van'::date
  offset '0' -- computes the numbers once a traject, not again for every part it is joined with
)
