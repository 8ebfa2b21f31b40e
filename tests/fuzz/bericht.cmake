sluis_fuzz(bericht SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_bericht.c LIBRARIES sluis_ingest)
