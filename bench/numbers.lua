-- Asks for labels at random; the addresses stand in the file named by BENCH_PATHS.
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
math.randomseed(tonumber(os.getenv("BENCH_SEED") or "1"))
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
