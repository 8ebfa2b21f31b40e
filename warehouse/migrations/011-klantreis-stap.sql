-- The steps of the klantreis. dwh.klantreis holds each traject's neighbours; how many days may lie between two trajecten
-- that belong together is asked here. rapport.klantreis_stappen is the one definition: the report `klantreis` counts what
-- it returns, and rapport.klantreis_stap is what it returns today for 28 days.
--
-- Readings, where the definition leaves room:
-- * A step never lies after the peildatum: neither an end nor a start, a temporary stop or the start after it. A start
--   that is known already, but lies after the peildatum, is a neighbour all the same: an end with such a start within
--   hoogste_gat days is no uitstroom.
-- * An uitstroom is voorlopig while peildatum < end + hoogste_gat: on the day itself that many days have passed.
-- * What is unknown is the same as nothing: two trajecten without a product (or gemeente) have no zelfde_product. The
--   same code in the other domein is another product.
-- * richting needs a rank on both sides: licht, midden or zwaar. Else it is onbekend, maatwerk to maatwerk included.
-- * onderbreking and hervatting stay inside a traject: it is both their van and their naar.
create function rapport.klantreis_stappen(
  periode_van date, periode_tot date, hoogste_gat integer default 28, peildatum date default current_date)
returns table (
  pseudoniem uuid, dag date, stap text, richting text, verlenging boolean, zelfde_aanbieder boolean,
  zelfde_gemeente boolean, zelfde_product boolean, voorlopig boolean, gat integer, traject uuid, vorige uuid,
  bron text, domein text, gemeente text, aanbieder text, product text, segment text, intensiteit text,
  voorziening text, team text, melder text, hoofddomein text, reden text,
  van_product text, van_segment text, van_intensiteit text, van_aanbieder text, van_gemeente text,
  naar_product text, naar_segment text, naar_intensiteit text, naar_aanbieder text, naar_gemeente text)
language sql stable parallel safe as $$
with lezing as not materialized (
  select
    t.pseudoniem, t.sleutel, t.bron, t.domein, coalesce(t.gemeente, 'onbekend') as gemeente, t.aanbieder,
    coalesce(t.product, 'onbekend') as product, coalesce(p.segment, 'onbekend') as segment,
    coalesce(p.intensiteit, 'onbekend') as intensiteit, coalesce(t.voorziening, 'onbekend') as voorziening,
    coalesce(t.team, 'onbekend') as team, coalesce(t.melder, 'onbekend') as melder,
    coalesce(t.hoofddomein, 'onbekend') as hoofddomein,
    coalesce(case when t.gestopt <= peildatum then t.reden end, 'onbekend') as reden,
    array_position(array['licht', 'midden', 'zwaar'], p.intensiteit) as rang
  from dwh.traject t
  left join dwh.dim_product p
    on p.domein = t.domein and p.code = t.product and t.gestart between p.geldig_van and p.geldig_tot
    and p.bekend_van <= peildatum and p.bekend_tot > peildatum
  where t.bekend_van <= peildatum and t.bekend_tot > peildatum
),
reis as not materialized (
  select * from dwh.klantreis k where k.bekend_van <= peildatum and k.bekend_tot > peildatum
),
-- Stored neighbours take an end after the peildatum for an end; here it is none. That tells in one place only: in the
-- order of trajecten that start on one day and do not end by the peildatum. Ends are compared with days up to the
-- peildatum, which both readings see the same; so vorige, gat, gat_na and loopt_door stand whatever it is.
samen_begonnen as (
  select r.pseudoniem
  from reis r
  where r.gestart between periode_van and least(periode_tot, peildatum) and coalesce(r.gestopt > peildatum, true)
  group by r.pseudoniem, r.gestart
  having count(*) > 1 and bool_or(r.gestopt > peildatum)
),
gelezen as (
  select
    r.pseudoniem, r.sleutel, r.gestart, case when r.gestopt <= peildatum then r.gestopt end as gestopt,
    r.vorige, r.gat, t.domein, t.gemeente, t.aanbieder, t.product
  from reis r
  join dwh.traject t using (pseudoniem, sleutel)
  where r.pseudoniem in (select s.pseudoniem from samen_begonnen s)
    and t.bekend_van <= peildatum and t.bekend_tot > peildatum
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
      order by l.gestart, l.gestopt, l.domein collate "C", l.gemeente collate "C", l.aanbieder collate "C",
        l.product collate "C", l.sleutel),
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
  where r.gestart between periode_van and least(periode_tot, peildatum)
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
gezet as (
  select b.pseudoniem, b.dag, b.stap, b.sleutel, case when b.stap = 'doorstroom' then b.vorige end as van, b.vorige, b.gat
  from begin b
  union all
  select e.pseudoniem, e.dag, 'uitstroom', e.sleutel, e.sleutel, null, null from einde e
  union all
  select o.pseudoniem, o.van, 'onderbreking', o.sleutel, o.sleutel, null, null
  from onderbroken o where o.van between periode_van and least(periode_tot, peildatum)
  union all
  select o.pseudoniem, o.tot, 'hervatting', o.sleutel, o.sleutel, null, null
  from onderbroken o where o.tot between periode_van and least(periode_tot, peildatum)
)
-- eigen is the traject that the step belongs to, van the one that it leaves. The two ends of a step are named here and
-- nowhere else: for a reader to whom one of them is not his own, its names are replaced here.
select
  g.pseudoniem, g.dag, g.stap,
  case
    when g.stap <> 'doorstroom' then null
    when eigen.rang > van.rang then 'op'
    when eigen.rang < van.rang then 'af'
    when eigen.rang = van.rang then 'gelijk'
    else 'onbekend'
  end,
  case when g.stap = 'doorstroom' then
    (eigen.aanbieder, eigen.gemeente, eigen.domein, eigen.product) = (van.aanbieder, van.gemeente, van.domein, van.product)
      and 'onbekend' not in (eigen.gemeente, eigen.product)
  end,
  case when g.stap = 'doorstroom' then eigen.aanbieder = van.aanbieder end,
  case when g.stap = 'doorstroom' then eigen.gemeente = van.gemeente and eigen.gemeente <> 'onbekend' end,
  case when g.stap = 'doorstroom' then
    (eigen.domein, eigen.product) = (van.domein, van.product) and eigen.product <> 'onbekend'
  end,
  case when g.stap = 'uitstroom' then g.dag > peildatum - hoogste_gat end,
  g.gat, g.sleutel, g.vorige,
  eigen.bron, eigen.domein, eigen.gemeente, eigen.aanbieder, eigen.product, eigen.segment, eigen.intensiteit,
  eigen.voorziening, eigen.team, eigen.melder, eigen.hoofddomein, eigen.reden,
  van.product, van.segment, van.intensiteit, van.aanbieder, van.gemeente,
  case when g.stap <> 'uitstroom' then eigen.product end,
  case when g.stap <> 'uitstroom' then eigen.segment end,
  case when g.stap <> 'uitstroom' then eigen.intensiteit end,
  case when g.stap <> 'uitstroom' then eigen.aanbieder end,
  case when g.stap <> 'uitstroom' then eigen.gemeente end
from gezet g
join lezing eigen on eigen.pseudoniem = g.pseudoniem and eigen.sleutel = g.sleutel
left join lezing van on van.pseudoniem = g.pseudoniem and van.sleutel = g.van
-- an administrative end, after which the care goes on under another toewijzing
where not (g.stap = 'uitstroom' and eigen.reden = 'wijzigingsverzoek')
$$;
comment on function rapport.klantreis_stappen is 'De stappen van de klantreis van periode_van tot en met periode_tot, zoals bekend op peildatum (zonder: vandaag). hoogste_gat: het grootste aantal dagen tussen twee trajecten die bij elkaar horen (zonder: 28). De kolommen zijn die van rapport.klantreis_stap.';

create view rapport.klantreis_stap as
select s.pseudoniem, s.dag, s.stap, s.richting, s.verlenging, s.zelfde_aanbieder, s.zelfde_gemeente, s.zelfde_product,
  s.voorlopig, s.gat, s.traject, s.vorige, s.bron, s.domein, s.gemeente, g.naam as gemeente_naam, g.regio, s.aanbieder,
  a.naam as aanbieder_naam, s.product, s.segment, s.intensiteit, s.voorziening, s.team, s.melder, s.hoofddomein, s.reden,
  s.van_product, s.van_segment, s.van_intensiteit, s.van_aanbieder, s.van_gemeente,
  s.naar_product, s.naar_segment, s.naar_intensiteit, s.naar_aanbieder, s.naar_gemeente
from rapport.klantreis_stappen('-infinity', 'infinity') s
left join rapport.gemeente g on g.code = s.gemeente
left join rapport.aanbieder a on a.agb = s.aanbieder;

create view rapport.klantreis as
select k.pseudoniem, k.sleutel, t.bron, t.domein, t.gemeente, t.gemeente_naam, t.regio, t.aanbieder, t.aanbieder_naam,
  t.product, t.product_omschrijving, t.segment, t.intensiteit, k.gestart, k.gestopt, t.reden,
  k.vorige, v.domein as vorige_domein, v.gemeente as vorige_gemeente, v.gemeente_naam as vorige_gemeente_naam,
  v.aanbieder as vorige_aanbieder, v.aanbieder_naam as vorige_aanbieder_naam, v.product as vorige_product,
  v.product_omschrijving as vorige_product_omschrijving, v.segment as vorige_segment,
  v.intensiteit as vorige_intensiteit, k.gat, k.is_vervolg,
  k.volgende, n.domein as volgende_domein, n.gemeente as volgende_gemeente, n.gemeente_naam as volgende_gemeente_naam,
  n.aanbieder as volgende_aanbieder, n.aanbieder_naam as volgende_aanbieder_naam, n.product as volgende_product,
  n.product_omschrijving as volgende_product_omschrijving, n.segment as volgende_segment,
  n.intensiteit as volgende_intensiteit, k.gat_na, k.loopt_naast, k.loopt_door, k.bekend_van
from dwh.klantreis k
join rapport.traject t on t.pseudoniem = k.pseudoniem and t.sleutel = k.sleutel
left join rapport.traject v on v.pseudoniem = k.pseudoniem and v.sleutel = k.vorige
left join rapport.traject n on n.pseudoniem = k.pseudoniem and n.sleutel = k.volgende
where k.bekend_tot = 'infinity';

comment on view rapport.klantreis is 'Klantreis zoals nu bekend; een rij per gestart traject, met zijn buren in de tijd. Een einde in de toekomst telt hier als einde. Welke stap het is, staat in rapport.klantreis_stap.';
comment on view rapport.klantreis_stap is 'Stappen van de klantreis zoals nu bekend, met ten hoogste 28 dagen tussen trajecten die bij elkaar horen; een rij per stap. Voor een ander aantal dagen, een andere peildatum of een deel van de tijd: rapport.klantreis_stappen. Wat niet bekend is, heet onbekend.';

-- The neighbours have the columns of a traject, and say so.
do $$
declare
  kolom record;
begin
  for kolom in
    with eigen (naam, tekst) as (values
      ('dag', 'Dag van de stap: eerste dag, laatste dag, dag van de tijdelijke stop of van de start daarna.'),
      ('stap', 'Stap: instroom, doorstroom, stapeling of herinstroom aan een begin, uitstroom aan een einde, onderbreking of hervatting daartussen.'),
      ('richting', 'Richting van een doorstroom naar intensiteit (licht, midden, zwaar): op, af, gelijk, of onbekend; leeg bij andere stappen.'),
      ('verlenging', 'Of een doorstroom bij dezelfde aanbieder, in dezelfde gemeente en met hetzelfde product is; leeg bij andere stappen.'),
      ('zelfde_aanbieder', 'Of een doorstroom bij dezelfde aanbieder is; leeg bij andere stappen.'),
      ('zelfde_gemeente', 'Of een doorstroom in dezelfde gemeente is (onbekend is nooit hetzelfde); leeg bij andere stappen.'),
      ('zelfde_product', 'Of een doorstroom hetzelfde domein en product heeft (onbekend is nooit hetzelfde); leeg bij andere stappen.'),
      ('voorlopig', 'Of een uitstroom nog een doorstroom kan worden, omdat de dagen nog niet voorbij zijn; leeg bij andere stappen.'),
      ('traject', 'Sleutel van het traject waar de stap bij hoort: aan een begin het nieuwe, aan een einde het geëindigde.'),
      ('van_product', 'Product dat de stap verlaat; leeg bij instroom, herinstroom en stapeling.'),
      ('van_segment', 'Segment dat de stap verlaat; leeg bij instroom, herinstroom en stapeling.'),
      ('van_intensiteit', 'Intensiteit die de stap verlaat; leeg bij instroom, herinstroom en stapeling.'),
      ('van_aanbieder', 'Aanbieder die de stap verlaat; leeg bij instroom, herinstroom en stapeling.'),
      ('van_gemeente', 'Gemeente die de stap verlaat; leeg bij instroom, herinstroom en stapeling.'),
      ('naar_product', 'Product waar de stap naartoe gaat; leeg bij uitstroom.'),
      ('naar_segment', 'Segment waar de stap naartoe gaat; leeg bij uitstroom.'),
      ('naar_intensiteit', 'Intensiteit waar de stap naartoe gaat; leeg bij uitstroom.'),
      ('naar_aanbieder', 'Aanbieder waar de stap naartoe gaat; leeg bij uitstroom.'),
      ('naar_gemeente', 'Gemeente waar de stap naartoe gaat; leeg bij uitstroom.')
    )
    select a.attrelid::regclass as weergave, a.attname,
      coalesce(eigen.tekst, col_description('dwh.klantreis'::regclass, k.attnum),
        case when a.attname like 'vorige\_%' then 'Van vorige: ' when a.attname like 'volgende\_%' then 'Van volgende: ' else '' end
        || col_description('rapport.traject'::regclass, t.attnum)) as tekst
    from pg_attribute a
    left join eigen on eigen.naam = a.attname
    left join pg_attribute k on k.attrelid = 'dwh.klantreis'::regclass and k.attname = a.attname and k.attnum > 0
    left join pg_attribute t on t.attrelid = 'rapport.traject'::regclass and t.attnum > 0
      and t.attname = regexp_replace(a.attname, '^(vorige|volgende)_', '')
    where a.attrelid in ('rapport.klantreis'::regclass, 'rapport.klantreis_stap'::regclass) and a.attnum > 0
  loop
    execute format('comment on column %s.%I is %L', kolom.weergave, kolom.attname, kolom.tekst);
  end loop;
end
$$;
