-- Prints the primes up to $LIMIT on one line.
local limit = tonumber(os.getenv("LIMIT") or "30")
local sieve, primes = {}, {}
for n = 2, limit do
  if not sieve[n] then
    primes[#primes + 1] = n
    for m = n * n, limit, n do sieve[m] = true end
  end
end
print(table.concat(primes, " "))
