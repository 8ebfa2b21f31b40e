-- The segment fact: the days of care of each started traject, per month and row of the product table. It is computed
-- from the current rows; `sluis report` asks the same of any peildatum (warehouse/rapport/_traject_maand.sql), and a
-- test holds the two together.
--
-- dwh has no clock, so an open traject is counted through dwh.stand, the last day from which something is known: the
-- same leveringen give the same days, whenever they are asked for. An end after that day is not yet an end.
-- The unknown member of each dimension: what a fact joins whose code is empty or in no reference file. It is known from
-- the beginning and no load takes it away.
insert into dwh.dim_gemeente (code, naam, bekend_van, bekend_tot) values ('onbekend', 'onbekend', '-infinity', 'infinity');
insert into dwh.dim_aanbieder (agb, naam, bekend_van, bekend_tot) values ('onbekend', 'onbekend', '-infinity', 'infinity');
insert into dwh.dim_product (domein, categorie, code, geldig_van, geldig_tot, bekend_van, bekend_tot)
values ('onbekend', 'onbekend', 'onbekend', '-infinity', 'infinity', '-infinity', 'infinity');

create view dwh.stand as
select max(dag) as dag
from (
  select greatest(max(bekend_van), max(bekend_tot) filter (where bekend_tot < 'infinity')) from dwh.traject
  union all
  select greatest(max(bekend_van), max(bekend_tot) filter (where bekend_tot < 'infinity')) from dwh.onderbreking
  union all
  select greatest(max(bekend_van), max(bekend_tot) filter (where bekend_tot < 'infinity')) from dwh.dim_product
  where bekend_van > '-infinity' or bekend_tot < 'infinity'
) as laatste (dag);

create view dwh.traject_maand as
with product as (
  select p.*, lag(geldig_tot, 1, '-infinity') over (partition by domein, code order by geldig_van) as vorige_tot
  from dwh.dim_product p
  where bekend_tot = 'infinity'
),
-- of each code the whole of time: its rows, and as rows without values what lies before, between and after them
indeling as (
  select domein, code, geldig_van as van, geldig_tot as tot, geldig_van as rij_van, segment, intensiteit, bekostiging, contract
  from product
  union all
  select domein, code, vorige_tot + 1, geldig_van - 1, null, null, null, null, null
  from product
  where geldig_van > vorige_tot + 1
  union all
  select domein, code, max(geldig_tot) + 1, 'infinity', null, null, null, null, null
  from product
  group by domein, code
  having max(geldig_tot) < 'infinity'
),
-- van and tot of an onderbreking are days of care, those between are not; one that lasts has no last day yet
onderbroken as (
  select pseudoniem, traject as sleutel, array_agg(van + 1) as eerste, array_agg(coalesce(tot - 1, 'infinity')) as laatste
  from dwh.onderbreking
  where bekend_tot = 'infinity'
  group by pseudoniem, traject
),
stuk as (
  select
    t.*, i.rij_van, i.segment, i.intensiteit, i.bekostiging, i.contract,
    greatest(t.gestart, i.van) as stuk_van,
    least(t.gestopt, stand.dag, i.tot) as stuk_tot
  from dwh.traject t
  join dwh.stand on t.gestart <= stand.dag
  left join indeling i
    on i.domein = t.domein and i.code = t.product
    and i.tot >= t.gestart and i.van <= least(t.gestopt, stand.dag)
  where t.bekend_tot = 'infinity'
)
select
  s.pseudoniem, s.sleutel, s.bron, s.domein,
  coalesce(s.gemeente, 'onbekend') as gemeente,
  s.aanbieder, s.categorie,
  coalesce(s.product, 'onbekend') as product,
  s.rij_van as product_geldig_van,
  coalesce(s.segment, 'onbekend') as segment,
  coalesce(s.intensiteit, 'onbekend') as intensiteit,
  coalesce(s.bekostiging, 'onbekend') as bekostiging,
  coalesce(s.contract, 'onbekend') as contract,
  coalesce(s.voorziening, 'onbekend') as voorziening,
  coalesce(s.team, 'onbekend') as team,
  deel.maand, deel.van, deel.tot,
  deel.tot - deel.van + 1 - onderbreking.dagen as dagen,
  onderbreking.dagen as dagen_onderbroken
from stuk s
cross join lateral (
  select
    eerste::date as maand,
    greatest(s.stuk_van, eerste::date) as van,
    least(s.stuk_tot, (eerste + interval '1 month')::date - 1) as tot
  from generate_series(date_trunc('month', s.stuk_van::timestamp), s.stuk_tot::timestamp, '1 month') as eerste
) as deel
left join onderbroken using (pseudoniem, sleutel)
cross join lateral (
  select case when onderbroken.eerste is null then 0 else (
    select sum(greatest(0, least(o.laatste, deel.tot) - greatest(o.eerste, deel.van) + 1))::integer
    from unnest(onderbroken.eerste, onderbroken.laatste) as o (eerste, laatste)
  ) end as dagen
  offset 0 -- counts once a row, not once for every use
) as onderbreking;

comment on view dwh.stand is 'Een rij: de laatste dag waarvan iets bekend is. Tot en met die dag tellen open trajecten mee in dwh.traject_maand.';
comment on column dwh.stand.dag is 'Laatste dag waarop een traject, onderbreking of product in een nieuwe versie bekend werd.';

comment on view dwh.traject_maand is 'Dagen zorg per gestart traject en maand, zoals nu bekend. Een rij per traject, maand en rij van de productentabel: verandert de indeling van het product in een maand, dan zijn er twee. Open trajecten tellen mee tot en met dwh.stand.';
comment on column dwh.traject_maand.pseudoniem is 'De cliënt: pseudoniem van het BSN.';
comment on column dwh.traject_maand.sleutel is 'Sleutel in dwh.traject.';
comment on column dwh.traject_maand.bron is 'Waar het traject uit volgt: bericht of lijst.';
comment on column dwh.traject_maand.domein is 'Wettelijk domein: jw (Jeugdwet) of wmo (Wmo).';
comment on column dwh.traject_maand.gemeente is 'Gemeente, CBS-code van vier cijfers, of onbekend.';
comment on column dwh.traject_maand.aanbieder is 'Aanbieder, AGB-code van acht cijfers.';
comment on column dwh.traject_maand.categorie is 'Productcategorie, code van de standaard; leeg als er geen is.';
comment on column dwh.traject_maand.product is 'Productcode, of onbekend als er geen is.';
comment on column dwh.traject_maand.product_geldig_van is 'Geldig_van van de rij in dwh.dim_product die op deze dagen geldt; leeg als geen rij dan geldt.';
comment on column dwh.traject_maand.segment is 'Segment van het product op deze dagen, of onbekend.';
comment on column dwh.traject_maand.intensiteit is 'Intensiteit van het product op deze dagen: licht, midden, zwaar, maatwerk, of onbekend.';
comment on column dwh.traject_maand.bekostiging is 'Bekostiging van het product op deze dagen: plek, traject, pxq, lumpsum, of onbekend.';
comment on column dwh.traject_maand.contract is 'Contract van het product op deze dagen, of onbekend.';
comment on column dwh.traject_maand.voorziening is 'Voorziening volgens de lijst van de aanbieder, of onbekend.';
comment on column dwh.traject_maand.team is 'Team volgens de lijst van de aanbieder, of onbekend.';
comment on column dwh.traject_maand.maand is 'Eerste dag van de maand.';
comment on column dwh.traject_maand.van is 'Eerste dag in de maand waarop deze rij geldt.';
comment on column dwh.traject_maand.tot is 'Laatste dag in de maand waarop deze rij geldt; die dag telt mee.';
comment on column dwh.traject_maand.dagen is 'Clientdagen: dagen van van tot en met tot zonder die van een onderbreking. Eerste en laatste dag van het traject tellen mee.';
comment on column dwh.traject_maand.dagen_onderbroken is 'Dagen van van tot en met tot die in een onderbreking vallen: na de tijdelijke stop, voor de herstart.';

-- The star (docs/ster.md): dimension views with one row per key, an unknown member among them, and in every fact view
-- the key of the one member that the row belongs to. So an inner join loses no fact and doubles none.
--
-- The members are what is known now. A code that is in no reference file belongs to `onbekend`; the column beside the
-- key still has the code. A product has a member per row of the product table. The unknown day is the one before the
-- calendar begins, so that the days stay without gaps, which Power BI wants of a date table.
create view rapport.dim_datum as
select datum, jaar, kwartaal, maand, weekdag, feestdag, werkdag, werkdag_nummer from dwh.dim_datum
union all
select min(datum) - 1, null, 'onbekend', 'onbekend', null, null, null, null from dwh.dim_datum;

create view rapport.dim_gemeente as
select code as sleutel, code, naam, coalesce(regio, 'onbekend') as regio
from dwh.dim_gemeente where bekend_tot = 'infinity';

create view rapport.dim_aanbieder as
select agb as sleutel, agb, naam from dwh.dim_aanbieder where bekend_tot = 'infinity';

create function dwh.product_sleutel(domein text, code text, geldig_van date) returns text
language sql stable parallel safe as $$
  select case when geldig_van is null or domein = 'onbekend' then 'onbekend'
    else domein || ':' || code || case when geldig_van = '-infinity' then '' else to_char(geldig_van, ':YYYY-MM-DD') end end
$$;

create view rapport.dim_product as
select dwh.product_sleutel(domein, code, geldig_van) as sleutel, domein, categorie, code,
  coalesce(omschrijving, code) as omschrijving, coalesce(segment, 'onbekend') as segment,
  coalesce(intensiteit, 'onbekend') as intensiteit, coalesce(bekostiging, 'onbekend') as bekostiging,
  coalesce(contract, 'onbekend') as contract,
  nullif(geldig_van, '-infinity') as geldig_van, nullif(geldig_tot, 'infinity') as geldig_tot
from dwh.dim_product where bekend_tot = 'infinity';

create view rapport.stand as select dag from dwh.stand;

create view rapport.traject_maand as
select m.pseudoniem, m.sleutel, m.bron, m.domein, m.gemeente,
  coalesce(g.naam, 'onbekend') as gemeente_naam, coalesce(g.regio, 'onbekend') as regio,
  m.aanbieder, coalesce(a.naam, 'onbekend') as aanbieder_naam,
  m.categorie, m.product, p.omschrijving as product_omschrijving, m.segment, m.intensiteit, m.bekostiging, m.contract,
  m.voorziening, m.team, m.maand, m.van, m.tot, m.dagen, m.dagen_onderbroken,
  case when m.maand between datum.eerste and datum.laatste then m.maand else datum.eerste - 1 end as datum_sleutel,
  coalesce(g.code, 'onbekend') as gemeente_sleutel,
  coalesce(a.agb, 'onbekend') as aanbieder_sleutel,
  dwh.product_sleutel(m.domein, m.product, m.product_geldig_van) as product_sleutel
from dwh.traject_maand m
cross join (select min(datum) as eerste, max(datum) as laatste from dwh.dim_datum) as datum
left join dwh.dim_gemeente g on g.code = m.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = m.aanbieder and a.bekend_tot = 'infinity'
left join dwh.dim_product p on p.domein = m.domein and p.code = m.product and p.geldig_van = m.product_geldig_van
  and p.bekend_tot = 'infinity';

-- The fact views that were there get their keys as last columns. A name is never empty where the code is known.
do $$
declare
  feit record;
begin
  for feit in
    select * from (values
      ('toewijzing', 'eerste_ingangsdatum', 'ingangsdatum'),
      ('traject', 'gestart', 'coalesce(v.gestart, v.ingang, v.aangemeld)'),
      ('onderbreking', 'van', null),
      ('prestatie', 'begindatum', 'begindatum'),
      ('declaratie_afkeur', 'dagtekening', null),
      ('signaal', 'ontvangen', null)
    ) as feit (weergave, datum, product_dag)
  loop
    execute format($view$
      create or replace view rapport.%1$I as
      select v.*,
        case when v.%2$I between datum.eerste and datum.laatste then v.%2$I else datum.eerste - 1 end as datum_sleutel,
        case when v.gemeente_naam is null then 'onbekend' else v.gemeente end as gemeente_sleutel,
        case when v.aanbieder_naam is null then 'onbekend' else v.aanbieder end as aanbieder_sleutel%4$s
      from (%3$s) as v
      cross join (select min(datum) as eerste, max(datum) as laatste from dwh.dim_datum) as datum%5$s
      $view$,
      feit.weergave, feit.datum, rtrim(pg_get_viewdef(format('rapport.%I', feit.weergave)::regclass), ';'),
      case when feit.product_dag is not null then
        ', dwh.product_sleutel(v.domein, v.product, rij.geldig_van) as product_sleutel' else '' end,
      case when feit.product_dag is not null then format(
        ' left join dwh.dim_product rij on rij.domein = v.domein and rij.code = v.product and rij.bekend_tot = ''infinity'''
        ' and %s between rij.geldig_van and rij.geldig_tot', feit.product_dag) else '' end);
    execute format('comment on column rapport.%I.datum_sleutel is %L', feit.weergave,
      format('Sleutel in rapport.dim_datum: %s, of de onbekende dag als die leeg is of buiten de kalender valt.', feit.datum));
  end loop;
end
$$;

comment on view rapport.stand is 'Een rij: de laatste dag waarvan iets bekend is. Tot en met die dag tellen open trajecten mee in rapport.traject_maand.';
comment on view rapport.traject_maand is 'Dagen zorg per gestart traject en maand, zoals nu bekend. Een rij per traject, maand en rij van de productentabel. Open trajecten tellen mee tot en met rapport.stand.';
comment on column rapport.traject_maand.datum_sleutel is 'Sleutel in rapport.dim_datum: maand, of de onbekende dag als die buiten de kalender valt.';
comment on column rapport.traject_maand.gemeente_naam is 'Naam van de gemeente, of onbekend als de code niet in gemeenten.csv staat.';
comment on column rapport.traject_maand.regio is 'Regio van de gemeente, of onbekend.';
comment on column rapport.traject_maand.aanbieder_naam is 'Naam van de aanbieder, of onbekend als de code niet in aanbieders.csv staat.';

comment on view rapport.dim_datum is 'Dimensie: kalender. Een rij per dag; de dag voor de eerste is de onbekende dag, met jaar leeg en maand onbekend.';
comment on view rapport.dim_gemeente is 'Dimensie: gemeenten zoals nu bekend. Een rij per gemeente, en onbekend.';
comment on view rapport.dim_aanbieder is 'Dimensie: aanbieders zoals nu bekend. Een rij per aanbieder, en onbekend.';
comment on view rapport.dim_product is 'Dimensie: producten zoals nu bekend. Een rij per rij van producten.csv, dus een product dat van segment verandert heeft er twee; en onbekend, voor wat op de dag in geen rij staat.';
comment on column rapport.dim_gemeente.sleutel is 'Sleutel: gemeente_sleutel van een feit. CBS-code van vier cijfers, of onbekend.';
comment on column rapport.dim_gemeente.regio is 'Regio of deelregio, of onbekend.';
comment on column rapport.dim_aanbieder.sleutel is 'Sleutel: aanbieder_sleutel van een feit. AGB-code van acht cijfers, of onbekend.';
comment on column rapport.dim_product.sleutel is 'Sleutel: product_sleutel van een feit. Domein, code en geldig_van met een dubbele punt ertussen, of onbekend.';
comment on column rapport.dim_product.omschrijving is 'Omschrijving van het product; zonder omschrijving de code.';
comment on column rapport.dim_product.segment is 'Segment, of onbekend.';
comment on column rapport.dim_product.intensiteit is 'Intensiteit: licht, midden, zwaar, maatwerk, of onbekend.';
comment on column rapport.dim_product.bekostiging is 'Bekostiging: plek, traject, pxq, lumpsum, of onbekend.';
comment on column rapport.dim_product.contract is 'Contract, of onbekend.';
comment on column rapport.dim_product.geldig_van is 'Eerste dag waarop deze rij geldt; leeg = zonder begin.';
comment on column rapport.dim_product.geldig_tot is 'Laatste dag waarop deze rij geldt; leeg = zonder einde.';

-- Columns that come unchanged from a table explain themselves as they do there.
do $$
declare
  kolom record;
begin
  for kolom in
    with bron (weergave, tabel) as (values
      ('stand', 'dwh.stand'), ('traject_maand', 'dwh.traject_maand'), ('dim_datum', 'dwh.dim_datum'),
      ('dim_gemeente', 'dwh.dim_gemeente'), ('dim_aanbieder', 'dwh.dim_aanbieder'), ('dim_product', 'dwh.dim_product'),
      ('toewijzing', null), ('traject', null), ('onderbreking', null), ('prestatie', null), ('declaratie_afkeur', null),
      ('signaal', null)
    ), eigen (naam, tekst) as (values
      ('product_omschrijving', 'Omschrijving van het product; leeg als het op deze dagen niet in producten.csv staat.'),
      ('gemeente_sleutel', 'Sleutel in rapport.dim_gemeente: de code, of onbekend als zij niet in gemeenten.csv staat.'),
      ('aanbieder_sleutel', 'Sleutel in rapport.dim_aanbieder: de code, of onbekend als zij niet in aanbieders.csv staat.'),
      ('product_sleutel', 'Sleutel in rapport.dim_product: de rij van het product op de dag die telt, of onbekend.')
    )
    select a.attrelid::regclass as weergave, a.attname,
      coalesce(col_description(bron.tabel::regclass, b.attnum), eigen.tekst) as tekst
    from bron
    join pg_attribute a on a.attrelid = ('rapport.' || bron.weergave)::regclass and a.attnum > 0
    left join pg_attribute b on b.attrelid = bron.tabel::regclass and b.attname = a.attname and b.attnum > 0
    left join eigen on eigen.naam = a.attname
    where col_description(a.attrelid, a.attnum) is null
  loop
    execute format('comment on column %s.%I is %L', kolom.weergave, kolom.attname, kolom.tekst);
  end loop;
end
$$;
