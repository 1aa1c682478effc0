#include "report/json_load.h"

#include <doctest/doctest.h>

using namespace report;

namespace {

smtp::Outcome outcome(int final, const std::string& text) {
  smtp::Outcome outcome;
  outcome.recipients.push_back({{"bob", "b.example"}, smtp::Reply{250, {"ok"}}, {}});
  outcome.recipients[0].final = smtp::Reply{final, {text}};
  return outcome;
}

}  // namespace

TEST_CASE("an accepted message is a line with its queue id") {
  CHECK(json_of_message(7, outcome(250, "2.0.0 Ok: queued as 4AB")) ==
        "{\"n\":7,\"accepted\":true,\"to\":[\"bob@b.example\"],\"reply\":{\"code\":250,\"status\":"
        "\"2.0.0\",\"lines\":[\"2.0.0 Ok: queued as 4AB\"]},\"queue_id\":\"4AB\"}\n");
}

TEST_CASE("a message that some of its recipients have got names them") {
  smtp::Outcome half = outcome(250, "2.0.0 Ok: queued as 4AB");
  half.recipients.push_back({{"full", "b.example"}, smtp::Reply{552, {"full"}}, {}});
  CHECK(json_of_message(7, half) ==
        "{\"n\":7,\"accepted\":\"in part\",\"to\":[\"bob@b.example\",\"full@b.example\"],"
        "\"accepted_for\":[\"bob@b.example\"],\"reply\":{\"code\":552,\"lines\":[\"full\"]},"
        "\"refused\":[{\"to\":\"full@b.example\",\"reply\":{\"code\":552,\"lines\":[\"full\"]}}],"
        "\"queue_id\":\"4AB\"}\n");
}

TEST_CASE("of several recipients each that was refused has its own reply") {
  smtp::Outcome none = outcome(452, "later");
  none.recipients.push_back({{"gone", "b.example"}, smtp::Reply{550, {"who?"}}, {}});
  CHECK(json_of_message(3, none) ==
        "{\"n\":3,\"accepted\":false,\"to\":[\"bob@b.example\",\"gone@b.example\"],"
        "\"reply\":{\"code\":452,\"lines\":[\"later\"]},"
        "\"refused\":[{\"to\":\"bob@b.example\",\"reply\":{\"code\":452,\"lines\":[\"later\"]}},"
        "{\"to\":\"gone@b.example\",\"reply\":{\"code\":550,\"lines\":[\"who?\"]}}]}\n");
}

TEST_CASE("a refused one has its reply, and a lost one may have been accepted") {
  CHECK(json_of_message(1, outcome(550, "no")).find("\"accepted\":false") != std::string::npos);
  smtp::Outcome lost;
  lost.error = base::Error{base::ErrorKind::lost, base::Stage::dot, "gone"};
  CHECK(json_of_message(2, lost) == "{\"n\":2,\"accepted\":null,\"to\":[],\"error\":\"gone\"}\n");
}
