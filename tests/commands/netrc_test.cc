#include "commands/netrc.h"

#include <doctest/doctest.h>

using namespace commands;

namespace {

// "login/password" of the entry; "none" when there is none.
std::string found(std::string_view text, std::string_view machine = "mx",
                  std::string_view login = "") {
  const auto entry = find_in_netrc(text, machine, login);
  if (!entry) return entry.error().text;
  return *entry ? (*entry)->login + "/" + std::string((*entry)->password.reveal()) : "none";
}

}  // namespace

TEST_CASE("the entry of the machine is found, in any case and over any lines") {
  CHECK(found("machine mx login bob password pencil") == "bob/pencil");
  CHECK(found("machine\n  MX\n\tlogin\r\n bob\n password pencil\n") == "bob/pencil");
  CHECK(found("machine other login eve password x machine mx password pencil login bob") ==
        "bob/pencil");
}

TEST_CASE("the default entry is for every machine that did not stand before") {
  CHECK(found("machine a login eve password x default login bob password pencil") == "bob/pencil");
  CHECK(found("machine a login eve password x") == "none");
  CHECK(found("") == "none");
}

TEST_CASE("with a login only its entry counts, or one of no login") {
  const std::string_view two =
      "machine mx login eve password x machine mx login bob password pencil";
  CHECK(found(two, "mx", "bob") == "bob/pencil");
  CHECK(found(two, "mx", "joe") == "none");
  CHECK(found(two) == "eve/x");
  CHECK(found("machine mx password pencil", "mx", "bob") == "/pencil");
}

TEST_CASE("a password may be quoted, and may look like a comment") {
  CHECK(found(R"(machine mx login bob password "a \"b\" \\c")") == R"(bob/a "b" \c)");
  CHECK(found("machine mx login bob password #1") == "bob/#1");
}

TEST_CASE("a quote that stays open is an error, not half of a password") {
  CHECK(found("machine mx login bob password \"open") == "a closing quote is missing");
  CHECK(found("machine mx login bob password \"a\nmachine b login x password y") ==
        "a closing quote is missing");
}

TEST_CASE("comments, macros and unknown words are passed over") {
  CHECK(
      found("# machine mx login eve password x\nmachine mx account z login bob password pencil") ==
      "bob/pencil");
  CHECK(
      found(
          "macdef init\nmachine mx login eve password x\n\nmachine mx login bob password pencil") ==
      "bob/pencil");
  CHECK(found("macdef init\nmachine mx login eve password x") == "none");
}

TEST_CASE("an entry without a password is none, and an unfinished one is no crash") {
  CHECK(found("machine mx login bob") == "none");
  CHECK(found("machine mx login bob machine mx login eve password x") == "eve/x");
  CHECK(found("machine") == "none");
  CHECK(found("machine mx password") == "none");
}
