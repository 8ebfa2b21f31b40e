-- How the files of tarieven, budgetten and capaciteit name a product, as known on the peildatum: by its code where one
-- domein has it, and by domein:code.
productnaam as (
  select min(domein) as domein, code, code as naam
  from dwh.dim_product
  where bekend_van <= :'peildatum'::date and bekend_tot > :'peildatum'::date
  group by code
  having min(domein) = max(domein)
  union all
  select distinct domein, code, domein || ':' || code
  from dwh.dim_product
  where bekend_van <= :'peildatum'::date and bekend_tot > :'peildatum'::date
)
