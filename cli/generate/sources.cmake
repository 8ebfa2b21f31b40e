# what `sluis generate` is made of, beside its command in cli/generate.c
set(GENERATE_SOURCES
  generate/random.c generate/region.c generate/life.c generate/script.c generate/simulation.c
  generate/words.c generate/message_writer.c generate/damage.c generate/output_tree.c generate/delivery.c
  generate/reference_files.c generate/truth.c generate/generator.c)
