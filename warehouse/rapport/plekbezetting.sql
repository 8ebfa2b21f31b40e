-- rapport:   plekbezetting
-- titel:     Plekbezetting
-- versie:    1
-- definitie: Clientdagen van producten met bekostiging plek, en die gedeeld door de kalenderdagen van de maand (het
--            kwartaal, het jaar, de periode): het aantal bezette plekken. De eerste en de laatste dag van een traject tellen
--            mee, dagen van een onderbreking niet; twee verblijven op een dag zijn er twee. Na de peildatum zijn er geen dagen.
--            Per gemeente en maand ook het totaal over de gemeenten, en het gemiddelde van de maanden: elke maand telt even
--            zwaar, een lege maand als 0, en er wordt pas bij het tonen afgerond.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron contract
-- optie:     laatste-dag wel|niet wel Of de laatste dag van een traject meetelt
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- rand:      gemeente maand
-- maat:      clientdagen aantal Dagen in de periode van trajecten met een plek
-- maat:      dagen kalenderdagen Kalenderdagen van de periode
-- maat:      plekbezetting deling:clientdagen/dagen Bezette plekken: clientdagen gedeeld door dagen
with :traject_maand,
periode as (:periode),
-- with `--laatste-dag niet` the day on which the traject ends is none; that of a temporary stop is one all the same
plek as (
  select
    stuk.*,
    least(tot, case when :'laatste_dag' = 'niet' then gestopt - 1 end) as laatste_dag,
    width_bucket(greatest(van, :'van'::date), :begindagen) as eerste,
    width_bucket(least(tot, :'tot'::date), :begindagen) as laatste
  from stuk
  where bekostiging = 'plek' and van <= :'tot'::date and tot >= :'van'::date and :waar
  offset 0 -- computes the numbers of the parts once a stuk
),
telling as (
  select periode.periode, plek.*, greatest(0, deel.tot - deel.van + 1) - onderbreking.dagen as dagen
  from plek
  join periode on periode.periode between eerste and laatste
  left join onderbroken using (pseudoniem, sleutel)
  cross join lateral (
    select greatest(plek.van, periode.van) as van, least(plek.laatste_dag, periode.tot) as tot
  ) as deel
  cross join lateral (
    select case when onderbroken.eersten is null or :'onderbreking' = 'mee' then 0 else (
      select sum(greatest(0, least(o.laatste, deel.tot) - greatest(o.eerste, deel.van) + 1))
      from unnest(onderbroken.eersten, onderbroken.laatsten) as o (eerste, laatste)
    ) end as dagen
  ) as onderbreking
)
select
  :per,
  sum(dagen) as clientdagen
from telling
group by :per
