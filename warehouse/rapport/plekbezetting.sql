-- rapport:   plekbezetting
-- titel:     Plekbezetting
-- versie:    2
-- verband:   rij
-- definitie: Clientdagen van producten met bekostiging plek, en die gedeeld door de kalenderdagen van de maand (het
--            kwartaal, het jaar, de periode): het aantal bezette plekken. De eerste en de laatste dag van een traject tellen
--            mee, dagen van een onderbreking niet; twee verblijven op een dag zijn er twee. Na de peildatum zijn er geen dagen,
--            en van een open traject uit een lijst ook niet na de periode van de nieuwste lijst van zijn aanbieder.
--            Per gemeente en maand ook het totaal over de gemeenten, en het gemiddelde van de maanden: elke maand telt even
--            zwaar, een lege maand als 0, en er wordt pas bij het tonen afgerond.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron contract
-- optie:     laatste-dag wel|niet wel Of de laatste dag van een traject meetelt
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- optie:     doortrekken nee|ja nee Of dagen van open trajecten doortellen na de nieuwste lijst van hun aanbieder
-- rand:      gemeente maand
-- maat:      clientdagen aantal Dagen in de periode van trajecten met een plek
-- maat:      dagen kalenderdagen Kalenderdagen van de periode
-- maat:      plekbezetting deling:clientdagen/dagen Bezette plekken: clientdagen gedeeld door dagen
with :traject_maand,
periode as (:periode),
-- with `--laatste-dag niet` the day on which the traject ends is none; that of a temporary stop is one all the same
plek as (
  select
    stuk.*, eersten, laatsten,
    greatest(van, :'van'::date) as eerste_dag,
    least(tot, case when :'laatste_dag' = 'niet' then gestopt - 1 end, case when :'doortrekken' = 'nee' then lijst_tot end,
      :'tot'::date) as laatste_dag
  from stuk
  left join onderbroken using (pseudoniem, sleutel)
  where bekostiging = 'plek' and van <= :'tot'::date and tot >= :'van'::date
),
-- the days of each stay, and those of its onderbrekingen to take off
dagen as (
  select plek.*, eerste_dag as begin, laatste_dag as eind, 1 as teken
  from plek
  union all
  select plek.*, greatest(o.eerste, eerste_dag), least(o.laatste, laatste_dag), -1
  from plek
  cross join lateral unnest(eersten, laatsten) as o (eerste, laatste)
  where :'onderbreking' = 'niet'
),
-- By first and last part many stays become few rows before these are spread over the parts. What a stay lacks of its
-- first and of its last part is kept as sums of days since the begin of the period.
verblijf as (
  select
    eerste, laatste, :groep,
    sum(teken) as aantal,
    sum(teken * (begin - :'van'::date)) as begin_som,
    sum(teken * (eind - :'van'::date)) as eind_som
  from (
    select dagen.*, width_bucket(begin, :begindagen) as eerste, width_bucket(eind, :begindagen) as laatste
    from dagen
    where begin <= eind
    offset '0' -- computes the numbers of the parts once
  ) as dagen
  where :waar
  group by eerste, laatste, :groep
)
select
  :per,
  sum(
    aantal * (periode.tot - periode.van + 1)
    - case when periode.periode = eerste then begin_som - aantal * (periode.van - :'van'::date) else 0 end
    - case when periode.periode = laatste then aantal * (periode.tot - :'van'::date) - eind_som else 0 end
  ) as clientdagen
from verblijf
join periode on periode.periode between eerste and laatste
group by :per
