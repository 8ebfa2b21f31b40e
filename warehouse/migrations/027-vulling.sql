-- Lines of declaraties are rarely closed (one of 130 in a region of three years), so room for a second version on each page
-- is room that every report over them reads for nothing. Of pages that are there already nothing changes.
alter table dwh.prestatie set (fillfactor = 100);
