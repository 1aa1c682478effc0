#include "base/random.h"

#include <doctest/doctest.h>

TEST_CASE("random bits differ each time") { CHECK(base::random_bits() != base::random_bits()); }
