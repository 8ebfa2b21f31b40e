-- The trajecten as known on the peildatum. An end after that day is not yet an end. Segment and intensiteit are
-- those of the product on the first day of care (not started: on the first day of the toewijzing, or of aanmelding); where
-- neither is asked for, they are unknown.
traject as not materialized (
  select
    t.pseudoniem, t.sleutel, t.bron, t.toewijzing, t.volgnummer, t.toegewezen, t.ingang, t.toewijzing_einde,
    t.aangemeld, t.intake, t.gestart,
    case when t.gestopt <= :'peildatum'::date then t.gestopt end as gestopt,
    coalesce(case when t.gestopt <= :'peildatum'::date then t.reden end, 'onbekend') as reden,
    coalesce(t.gemeente, 'onbekend') as gemeente,
    t.aanbieder, t.domein,
    coalesce(t.product, 'onbekend') as product,
    coalesce(p.segment, 'onbekend') as segment,
    coalesce(p.intensiteit, 'onbekend') as intensiteit,
    coalesce(t.voorziening, 'onbekend') as voorziening,
    coalesce(t.team, 'onbekend') as team,
    coalesce(t.melder, 'onbekend') as melder,
    coalesce(t.hoofddomein, 'onbekend') as hoofddomein
  from dwh.traject t
  left join (
    select *
    from dwh.dim_product
    where bekend_van <= :'peildatum'::date and bekend_tot > :'peildatum'::date
      -- without rows where nothing is asked of them: the planner sees that, and the join is next to nothing
      and (strpos(:'kolommen'::text || ' ', ' segment ') > 0 or strpos(:'kolommen'::text || ' ', ' intensiteit ') > 0)
  ) as p
    on p.domein = t.domein and p.code = t.product
    and coalesce(t.gestart, t.ingang, t.aangemeld) between p.geldig_van and p.geldig_tot
  where t.bekend_van <= :'peildatum'::date and t.bekend_tot > :'peildatum'::date
)
