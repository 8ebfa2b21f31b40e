-- rapport.klantreis_stappen, made to be asked for a region's whole history: what it returns is what 011 says, to the letter.
-- Trajecten and klantreis are read once, and only those that can give a step of the period or be the traject that it leaves:
-- a doorstroom leaves one that ended at most hoogste_gat days before it, so hoogste_gat days before the period suffice. The
-- same holds for herzien: what decides whether a traject is the vervolg of its vorige begins after the end of vorige.
--
-- What is unknown stays empty until the columns are named: equal is then never true of it, as 011 wants.
create or replace function rapport.klantreis_stappen(
  periode_van date, periode_tot date, hoogste_gat integer default 28, peildatum date default current_date)
returns table (
  pseudoniem uuid, dag date, stap text, richting text, verlenging boolean, zelfde_aanbieder boolean,
  zelfde_gemeente boolean, zelfde_product boolean, voorlopig boolean, gat integer, traject uuid, vorige uuid,
  bron text, domein text, gemeente text, aanbieder text, product text, segment text, intensiteit text,
  voorziening text, team text, melder text, hoofddomein text, reden text,
  van_product text, van_segment text, van_intensiteit text, van_aanbieder text, van_gemeente text,
  naar_product text, naar_segment text, naar_intensiteit text, naar_aanbieder text, naar_gemeente text)
language sql stable parallel safe as $$
with lezing as materialized (
  select
    t.pseudoniem, t.sleutel, t.bron, t.domein, t.gemeente, t.aanbieder, t.product, p.segment, p.intensiteit,
    t.voorziening, t.team, t.melder, t.hoofddomein,
    case when t.gestopt <= peildatum then t.reden end as reden
  from dwh.traject t
  left join dwh.dim_product p
    on p.domein = t.domein and p.code = t.product and t.gestart between p.geldig_van and p.geldig_tot
    and p.bekend_van <= peildatum and p.bekend_tot > peildatum
  where t.bekend_van <= peildatum and t.bekend_tot > peildatum
    and t.gestart <= least(periode_tot, peildatum) and coalesce(t.gestopt >= periode_van - hoogste_gat, true)
),
reis as materialized (
  select
    k.pseudoniem, k.sleutel, k.gestart, k.gestopt, k.vorige, k.gat, k.is_vervolg, k.gat_na, k.loopt_naast, k.loopt_door
  from dwh.klantreis k
  where k.bekend_van <= peildatum and k.bekend_tot > peildatum
    and k.gestart <= least(periode_tot, peildatum) and coalesce(k.gestopt >= periode_van - hoogste_gat, true)
),
-- Stored neighbours take an end after the peildatum for an end; here it is none. That tells in one place only: in the
-- order of trajecten that start on one day and do not end by the peildatum. Ends are compared with days up to the
-- peildatum, which both readings see the same; so vorige, gat, gat_na and loopt_door stand whatever it is.
samen_begonnen as (
  select r.pseudoniem
  from reis r
  where r.gestart >= periode_van and coalesce(r.gestopt > peildatum, true)
  group by r.pseudoniem, r.gestart
  having count(*) > 1 and bool_or(r.gestopt > peildatum)
),
gelezen as (
  select
    r.pseudoniem, r.sleutel, r.gestart, case when r.gestopt <= peildatum then r.gestopt end as gestopt,
    r.vorige, r.gat, t.domein, t.gemeente, t.aanbieder, t.product
  from reis r
  join lezing t using (pseudoniem, sleutel)
  where r.pseudoniem in (select s.pseudoniem from samen_begonnen s)
),
-- Of those clients, what the order decides. It begins with gestart, so the traject right before this one tells whether
-- any between vorige and it starts on or after the end of vorige.
herzien as (
  select
    l.pseudoniem, l.sleutel,
    coalesce(max(coalesce(l.gestopt, 'infinity')) over eerder > l.gestart, false) as loopt_naast,
    coalesce(lag(l.sleutel) over orde = l.vorige or lag(l.gestart) over orde < l.gestart - l.gat, false) as is_vervolg
  from gelezen l
  window
    orde as (
      partition by l.pseudoniem
      order by l.gestart, l.gestopt, l.domein collate "C", coalesce(l.gemeente, 'onbekend') collate "C",
        l.aanbieder collate "C", coalesce(l.product, 'onbekend') collate "C", l.sleutel),
    eerder as (orde rows between unbounded preceding and 1 preceding)
),
begin as (
  select
    r.pseudoniem, r.gestart as dag, r.sleutel, r.vorige, r.gat,
    case
      when r.gat <= hoogste_gat and coalesce(h.is_vervolg, r.is_vervolg) then 'doorstroom'
      when r.gat <= hoogste_gat or coalesce(h.loopt_naast, r.loopt_naast) then 'stapeling'
      when r.vorige is not null then 'herinstroom'
      else 'instroom'
    end as stap
  from reis r
  left join herzien h using (pseudoniem, sleutel)
  where r.gestart >= periode_van
),
einde as (
  select r.pseudoniem, r.gestopt as dag, r.sleutel
  from reis r
  where r.gestopt between periode_van and least(periode_tot, peildatum)
    and not r.loopt_door and coalesce(r.gat_na > hoogste_gat, true)
),
onderbroken as not materialized (
  select o.pseudoniem, o.traject as sleutel, o.van, o.tot
  from dwh.onderbreking o
  where o.bekend_van <= peildatum and o.bekend_tot > peildatum
),
-- van is the traject that a doorstroom leaves; what leaves its own traject has none
gezet as (
  select b.pseudoniem, b.dag, b.stap, b.sleutel, case when b.stap = 'doorstroom' then b.vorige end as van, b.vorige, b.gat
  from begin b
  union all
  select e.pseudoniem, e.dag, 'uitstroom', e.sleutel, null, null, null from einde e
  union all
  select o.pseudoniem, o.van, 'onderbreking', o.sleutel, null, null, null
  from onderbroken o where o.van between periode_van and least(periode_tot, peildatum)
  union all
  select o.pseudoniem, o.tot, 'hervatting', o.sleutel, null, null, null
  from onderbroken o where o.tot between periode_van and least(periode_tot, peildatum)
),
-- eigen is the traject that the step belongs to. The two ends of a step are named here and nowhere else: for a reader to
-- whom one of them is not his own, its names are replaced here.
stap as (
  select
    g.*, eigen.bron, eigen.domein, eigen.gemeente, eigen.aanbieder, eigen.product, eigen.segment, eigen.intensiteit,
    eigen.voorziening, eigen.team, eigen.melder, eigen.hoofddomein, eigen.reden,
    g.stap in ('uitstroom', 'onderbreking', 'hervatting') as verlaat_eigen, van.sleutel is not null as verlaat_ander,
    van.domein as van_domein, van.gemeente as van_gemeente, van.aanbieder as van_aanbieder, van.product as van_product,
    van.segment as van_segment, van.intensiteit as van_intensiteit,
    array_position(array['licht', 'midden', 'zwaar'], eigen.intensiteit) as rang,
    array_position(array['licht', 'midden', 'zwaar'], van.intensiteit) as van_rang
  from gezet g
  join lezing eigen on eigen.pseudoniem = g.pseudoniem and eigen.sleutel = g.sleutel
  left join lezing van on van.pseudoniem = g.pseudoniem and van.sleutel = g.van
  -- an administrative end, after which the care goes on under another toewijzing
  where g.stap <> 'uitstroom' or eigen.reden is distinct from 'wijzigingsverzoek'
)
select
  s.pseudoniem, s.dag, s.stap,
  case
    when s.stap <> 'doorstroom' then null
    when s.rang > s.van_rang then 'op'
    when s.rang < s.van_rang then 'af'
    when s.rang = s.van_rang then 'gelijk'
    else 'onbekend'
  end,
  case when s.stap = 'doorstroom' then
    coalesce((s.aanbieder, s.gemeente, s.domein, s.product) = (s.van_aanbieder, s.van_gemeente, s.van_domein, s.van_product), false)
  end,
  case when s.stap = 'doorstroom' then s.aanbieder = s.van_aanbieder end,
  case when s.stap = 'doorstroom' then coalesce(s.gemeente = s.van_gemeente, false) end,
  case when s.stap = 'doorstroom' then coalesce((s.domein, s.product) = (s.van_domein, s.van_product), false) end,
  case when s.stap = 'uitstroom' then s.dag > peildatum - hoogste_gat end,
  s.gat, s.sleutel, s.vorige, s.bron, s.domein, coalesce(s.gemeente, 'onbekend'), s.aanbieder,
  coalesce(s.product, 'onbekend'), coalesce(s.segment, 'onbekend'), coalesce(s.intensiteit, 'onbekend'),
  coalesce(s.voorziening, 'onbekend'), coalesce(s.team, 'onbekend'), coalesce(s.melder, 'onbekend'),
  coalesce(s.hoofddomein, 'onbekend'), coalesce(s.reden, 'onbekend'),
  case when verlaat_ander then coalesce(s.van_product, 'onbekend') when verlaat_eigen then coalesce(s.product, 'onbekend') end,
  case when verlaat_ander then coalesce(s.van_segment, 'onbekend') when verlaat_eigen then coalesce(s.segment, 'onbekend') end,
  case when verlaat_ander then coalesce(s.van_intensiteit, 'onbekend')
    when verlaat_eigen then coalesce(s.intensiteit, 'onbekend') end,
  case when verlaat_ander then s.van_aanbieder when verlaat_eigen then s.aanbieder end,
  case when verlaat_ander then coalesce(s.van_gemeente, 'onbekend') when verlaat_eigen then coalesce(s.gemeente, 'onbekend') end,
  case when s.stap <> 'uitstroom' then coalesce(s.product, 'onbekend') end,
  case when s.stap <> 'uitstroom' then coalesce(s.segment, 'onbekend') end,
  case when s.stap <> 'uitstroom' then coalesce(s.intensiteit, 'onbekend') end,
  case when s.stap <> 'uitstroom' then s.aanbieder end,
  case when s.stap <> 'uitstroom' then coalesce(s.gemeente, 'onbekend') end
from stap s
$$;
