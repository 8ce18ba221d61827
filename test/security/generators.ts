// What the world can send: generators for everything that is judged, seeded, so that a failure comes again.

/** How often each property is tried; the nightly run sets FUZZ_RUNS. */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 250)
/** Where the sequence starts; a failure prints it. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123)
