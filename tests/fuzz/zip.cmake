sluis_fuzz(zip SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz_zip.c LIBRARIES sluis_ingest)
