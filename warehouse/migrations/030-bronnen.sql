-- Several sources, several loaders: a partij moves the positions of all its sources at once or none of them.
--
-- A source gives records in an order that it keeps: the inbox, whose position counts partijen, or a partition of Kafka,
-- whose position is the offset of the next record that is wanted. Each has its own owner, so that loaders which own
-- different sources store at the same time, and nothing else may rely on one of them being alone.

-- Partitions share the clients out, and so does the inbox, which has all of them: who takes the inbox fences the owners of
-- partitions, and who takes a partition that of the inbox. Whoever loads from both has each wait for the other, and loses
-- nothing.
create or replace function beheer.neem_over(van_bron text, out epoch bigint, out positie bigint)
language plpgsql as $$
begin
  perform from beheer.positie p where p.bron = van_bron or (p.bron = 'inbox') <> (van_bron = 'inbox') order by p.bron for update;
  update beheer.positie p set epoch = p.epoch + 1 where (p.bron = 'inbox') <> (van_bron = 'inbox');
  insert into beheer.positie as p (bron, epoch, positie, bijgewerkt, wachtrij_bytes)
  values (van_bron, 1, 0, current_timestamp, 0)
  on conflict (bron) do update set epoch = p.epoch + 1, bijgewerkt = current_timestamp, wachtrij_bytes = 0
  returning p.epoch, p.positie into neem_over.epoch, neem_over.positie;
end
$$;

drop function beheer.begin_partij(text, bigint, bigint);

-- The first statement of a partij. Raising inside the server is what fences a COMMIT that is already in the socket of a
-- process that was killed. Rows are locked by name: two that both believe to own some sources do not wait in a circle.
-- A range that ends where it begins moves nothing, and says that its source is still the caller's. Returns the last closed
-- day of receipt, held until the transaction ends.
create function beheer.begin_partij(bronnen text[], epochs bigint[], van bigint[], tot bigint[]) returns date
language plpgsql as $$
declare
  dag date;
  verplaatst integer;
begin
  perform from beheer.positie where bron = any (bronnen) order by bron for update;
  update beheer.positie p set positie = bereik.tot, bijgewerkt = current_timestamp
  from unnest(bronnen, epochs, van, tot) as bereik (bron, epoch, van, tot)
  where p.bron = bereik.bron and p.epoch = bereik.epoch and p.positie = bereik.van;
  get diagnostics verplaatst = row_count;
  if verplaatst <> cardinality(bronnen) then
    raise exception 'epoch or position of % of % sources is no longer the newest',
      cardinality(bronnen) - verplaatst, cardinality(bronnen) using errcode = 'SL001';
  end if;
  select afgesloten_tot into strict dag from beheer.afsluiting for share;
  return dag;
end
$$;

-- Alone in the warehouse until the transaction ends: waits for every partij that is under way, lets no other begin, and fences
-- every owner, who then reads again what is stored.
create function beheer.sluit_laders_uit() returns void
language plpgsql as $$
begin
  lock table beheer.positie in share row exclusive mode;
  update beheer.positie set epoch = epoch + 1, bijgewerkt = current_timestamp;
end
$$;

create function beheer.begin_alleen() returns date
language plpgsql as $$
declare
  dag date;
begin
  perform beheer.sluit_laders_uit();
  select afgesloten_tot into strict dag from beheer.afsluiting for share;
  return dag;
end
$$;

comment on column beheer.positie.bron is 'Bron: inbox, of een partitie van Kafka (topic:nummer).';
comment on column beheer.positie.positie is 'Van de inbox het aantal partijen dat is opgeslagen; van een partitie van Kafka de positie (offset) van het eerste record dat nog niet is opgeslagen.';
comment on function beheer.neem_over is 'Neemt een bron over: de vorige eigenaar kan niet meer opslaan.';
comment on function beheer.begin_partij is 'Begin van een partij: verzet de posities van haar bronnen, of weigert als een andere lader er een overnam.';
comment on function beheer.sluit_laders_uit is 'Sluit alle laders buiten tot het einde van de transactie.';
comment on function beheer.begin_alleen is 'Begin van een partij zonder bron, waarbij alle laders zijn buitengesloten.';
