#include "policy/dkim_mend.h"

#include <doctest/doctest.h>

using namespace policy;

namespace {

// A public key made by openssl for these tests alone.
const std::string kRsa =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQD028OfJOK89Bo8lsWJa+GRO6m9pBycp9meKlCSFg6fgmSHl9iuMApY9"
    "6JlhjBPFyX9kg1xjiZkehNHkudDQsH7yss9PELXct3wMp3xlLPsd1D3QdJqqeXWu/xO6KD7BkGM1KqpPYwZZ5XjBaeIANL"
    "F0Yi9NZl+achgViXVVuz7EQIDAQAB";
const std::string kEd25519 = "KmHo7//1uJIjdeS46JxRZZHSkTDxsj17MLEoIdeBj9w=";
const std::string kEd25519Info = "MCowBQYDK2VwAyEA" + kEd25519;

std::string mended(const std::string& text) {
  const auto found = mend_dkim_key(text);
  return found ? (found->complete ? "" : "to fill in: ") + found->text : "nothing";
}

const std::string kGood = "v=DKIM1; k=rsa; p=" + kRsa;

}  // namespace

TEST_CASE("a key without faults has nothing to mend") {
  CHECK(mended(kGood) == "nothing");
  CHECK(mended("p=" + kRsa) == "nothing");
  CHECK(mended("v=DKIM1; p=") == "nothing");
}

TEST_CASE("what is certain in a key is mended at once") {
  CHECK(mended("v=DKIM1\\; k=rsa\\; p=" + kRsa) == kGood);
  CHECK(mended("k=rsa; v=DKIM1; p=" + kRsa) == kGood);
  CHECK(mended("v=DKIM; k=RSA; h=sha1; s=web; p=" + kRsa) == kGood);
  CHECK(mended("v=DKIM1; k=rsa; k=rsa; p=" + kRsa) == kGood);
  CHECK(mended("v=DKIM1; k=rsa; p=\"" + kRsa.substr(0, 90) + "\" \"" + kRsa.substr(90) + "\"") ==
        kGood);
  CHECK(mended("v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY----- " + kRsa +
               " -----END PUBLIC KEY-----") == kGood);
  CHECK(mended("v=DKIM1; k=rsa; junk; p=" + kRsa) == kGood);
}

TEST_CASE("a key tells its type") {
  const std::string good = "v=DKIM1; k=ed25519; p=" + kEd25519;
  CHECK(mended("v=DKIM1; k=ed25519; p=" + kEd25519Info) == good);
  CHECK(mended("v=DKIM1; k=rsa; p=" + kEd25519) == good);
  CHECK(mended("v=DKIM1; p=" + kEd25519) == good);
  CHECK(mended("v=DKIM1; k=ed25519; p=" + kRsa) == kGood);
}

TEST_CASE("a key that is cut off or missing is to be filled in") {
  CHECK(mended("v=DKIM1\\; k=rsa\\; p=" + kRsa.substr(0, 200)) ==
        "to fill in: v=DKIM1; k=rsa; p=KEY");
  CHECK(mended("v=DKIM1; k=rsa") == "to fill in: v=DKIM1; k=rsa; p=KEY");
}

TEST_CASE("of two keys in one record the owner keeps one") {
  CHECK(mended("v=DKIM1; p=" + kRsa + "; p=AAAA") == "nothing");
}

TEST_CASE("a test is over only when nothing else is to be mended") {
  CHECK(mended("v=DKIM1; t=y; p=" + kRsa) == "v=DKIM1; p=" + kRsa);
  CHECK(mended("v=DKIM1; t=y:s; p=" + kRsa) == "v=DKIM1; t=s; p=" + kRsa);
  CHECK(mended("v=DKIM; t=y; p=" + kRsa) == "v=DKIM1; t=y; p=" + kRsa);
}

TEST_CASE("a key in two records is put together") {
  const std::string first = kGood.substr(0, 150), second = kGood.substr(150);
  CHECK(join_dkim_key({first, second}) == kGood);
  CHECK(join_dkim_key({second, first}) == kGood);
  CHECK_FALSE(join_dkim_key({kGood, "hello"}));
  CHECK_FALSE(join_dkim_key({first, "hello"}));
  CHECK_FALSE(join_dkim_key({first}));
}
