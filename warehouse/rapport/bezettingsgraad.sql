-- rapport:   bezettingsgraad
-- titel:     Bezettingsgraad
-- versie:    2
-- definitie: Clientdagen gedeeld door plaatsdagen: plaatsen uit capaciteit.csv maal de kalenderdagen waarop zij gelden, beide
--            tot en met de peildatum. Een rij zonder voorziening of product geldt voor alle van de aanbieder: rijen van dezelfde
--            aanbieder die binnen zo'n ruimere rij vallen, zijn daarvan een deel en tellen op die dagen niet nog eens. Per
--            voorziening (of product) tellen alleen rijen die een voorziening (een product) noemen. Een clientdag telt als er
--            dan een rij voor is; de andere staan in zonder_capaciteit. Clientdagen als bij plekbezetting: bekostiging plek,
--            eerste en laatste dag tellen mee, dagen van een onderbreking niet, van een open traject uit een lijst ook niet die na
--            de periode van de nieuwste lijst van zijn aanbieder.
-- per:       maand kwartaal jaar aanbieder voorziening product
-- waar:      bron
-- optie:     bekostiging plek|alle plek Van welke producten de dagen tellen
-- optie:     laatste-dag wel|niet wel Of de laatste dag van een traject meetelt
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- optie:     doortrekken nee|ja nee Of dagen van open trajecten doortellen na de nieuwste lijst van hun aanbieder
-- maat:      clientdagen aantal Dagen van trajecten waarvoor er capaciteit is
-- maat:      plaatsdagen aantal Plaatsen maal dagen; 0 waar geen capaciteit bekend is
-- maat:      bezettingsgraad aandeel clientdagen gedeeld door plaatsdagen; leeg waar geen capaciteit bekend is
-- maat:      zonder_capaciteit aantal Dagen van trajecten waarvoor geen capaciteit bekend is
with :traject_maand,
:productnaam,
periode as (:periode),
-- The rows that can be shown at the level that is asked, cut to the period.
ruimte as (
  select
    row_number() over () as nummer, c.aanbieder, c.voorziening, naam.domein, naam.code as product, c.plaatsen,
    daterange(
      greatest(c.geldig_van, :'van'::date), least(c.geldig_tot, :'tot'::date, :'peildatum'::date), '[]') as dagen
  from dwh.capaciteit c
  left join productnaam naam on naam.naam = c.product
  where c.bekend_van <= :'peildatum'::date and c.bekend_tot > :'peildatum'::date
    and greatest(c.geldig_van, :'van'::date) <= least(c.geldig_tot, :'tot'::date, :'peildatum'::date)
    and (c.product is null or naam.code is not null)
    and (c.voorziening is not null or strpos(:'kolommen'::text || ' ', ' voorziening ') = 0)
    and (c.product is not null or strpos(:'kolommen'::text || ' ', ' product ') = 0)
),
-- of each the days on which no wider row holds
plaats as (
  select eigen.aanbieder, eigen.voorziening, eigen.domein, eigen.product, eigen.plaatsen, lower(deel) as begin,
    upper(deel) - 1 as eind
  from (
    select
      ruimte.*,
      datemultirange(dagen) - coalesce((
        select range_agg(ruimer.dagen)
        from ruimte ruimer
        where ruimer.nummer <> ruimte.nummer and ruimer.aanbieder = ruimte.aanbieder
          and (ruimer.voorziening is null or ruimer.voorziening = ruimte.voorziening)
          and (ruimer.product is null or (ruimer.domein, ruimer.product) = (ruimte.domein, ruimte.product))
          and (ruimer.voorziening is null, ruimer.product is null)
            <> (ruimte.voorziening is null, ruimte.product is null)
      ), '{}') as rest
    from ruimte
  ) as eigen
  cross join lateral unnest(eigen.rest) as deel
),
-- with `--laatste-dag niet` the day on which the traject ends is none; that of a temporary stop is one all the same
verblijf as (
  select
    stuk.bron, stuk.aanbieder, stuk.voorziening, stuk.domein, stuk.product, eersten, laatsten,
    greatest(van, :'van'::date) as eerste_dag,
    least(tot, case when :'laatste_dag' = 'niet' then gestopt - 1 end, case when :'doortrekken' = 'nee' then lijst_tot end,
      :'tot'::date) as laatste_dag
  from stuk
  left join onderbroken using (pseudoniem, sleutel)
  where (bekostiging = 'plek' or :'bekostiging' = 'alle') and van <= :'tot'::date and tot >= :'van'::date
),
-- the days of each stay, and those of its onderbrekingen to take off
dagen as (
  select aanbieder, voorziening, domein, product, begin, eind, sum(teken) as teken
  from (
    select verblijf.*, eerste_dag as begin, laatste_dag as eind, 1 as teken
    from verblijf
    union all
    select verblijf.*, greatest(o.eerste, eerste_dag), least(o.laatste, laatste_dag), -1
    from verblijf
    cross join lateral unnest(eersten, laatsten) as o (eerste, laatste)
    where :'onderbreking' = 'niet'
  ) as dagen
  where begin <= eind and :waar
  group by aanbieder, voorziening, domein, product, begin, eind
),
-- for which days there is capacity, of each kind of stay; several rows for one day are one
gedekt as (
  select soort.aanbieder, soort.voorziening, soort.domein, soort.product, lower(deel) as begin, upper(deel) - 1 as eind
  from (
    select soort.*, range_agg(daterange(plaats.begin, plaats.eind, '[]')) as rest
    from (select distinct aanbieder, voorziening, domein, product from dagen) as soort
    join plaats
      on plaats.aanbieder = soort.aanbieder
      and (plaats.voorziening is null or plaats.voorziening = soort.voorziening)
      and (plaats.product is null or (plaats.domein, plaats.product) = (soort.domein, soort.product))
    group by soort.aanbieder, soort.voorziening, soort.domein, soort.product
  ) as soort
  cross join lateral unnest(soort.rest) as deel
),
telling as (
  select aanbieder, voorziening, product, begin, eind, teken as dag, 0 as gedekt, 0 as plaats
  from dagen
  union all
  select
    aanbieder, voorziening, product, greatest(dagen.begin, gedekt.begin), least(dagen.eind, gedekt.eind), 0, teken, 0
  from dagen
  join gedekt using (aanbieder, voorziening, domein, product)
  where dagen.begin <= gedekt.eind and dagen.eind >= gedekt.begin
  union all
  select aanbieder, voorziening, product, begin, eind, 0, 0, plaatsen
  from plaats
  where :waar_per
),
-- many rows become few before these are spread over the parts
stapel as (
  select
    width_bucket(begin, :begindagen) as eerste, width_bucket(eind, :begindagen) as laatste, begin, eind, :groep,
    sum(dag) as dag, sum(gedekt) as gedekt, sum(plaats) as plaats
  from telling
  group by begin, eind, :groep
),
verdeeld as (
  select :per, least(eind, tot) - greatest(begin, van) + 1 as dagen, dag, gedekt, plaats
  from stapel
  join periode on periode.periode between eerste and laatste
)
select
  :per,
  sum(dagen * gedekt) as clientdagen,
  sum(dagen * plaats) as plaatsdagen,
  sum(dagen * gedekt)::numeric / nullif(sum(dagen * plaats), 0) as bezettingsgraad,
  sum(dagen * (dag - gedekt)) as zonder_capaciteit
from verdeeld
group by :per
