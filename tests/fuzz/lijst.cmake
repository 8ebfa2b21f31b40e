sluis_fuzz(lijst SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_lijst.c LIBRARIES sluis_ingest)
