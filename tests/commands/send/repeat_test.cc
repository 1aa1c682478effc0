#include "commands/send/repeat.h"

#include <doctest/doctest.h>

#include <chrono>
#include <utility>

using namespace commands;

namespace {

std::string read(const smtp::Message& message) {
  std::string text;
  for (auto piece = message.content(); piece && !piece->empty(); piece = message.content())
    text += *piece;
  return text;
}

// Counts how often a message is composed.
struct Composing {
  using Text = std::string (*)(const Own&);
  explicit Composing(Text text)
      : repeater(
            [this, text](const Own& own, const smtp::Extensions&) -> base::Result<smtp::Message> {
              ++count;
              return smtp::Message{[whole = text(own),
                                    given = false]() mutable -> base::Result<std::string_view> {
                return std::exchange(given, true) ? std::string_view() : std::string_view(whole);
              }};
            }) {}

  std::string make(std::uint64_t number, const std::string& id) {
    const Own own{number, message::Moment() + std::chrono::hours(number), id};
    const auto message = repeater.make(own, {});
    return message ? read(*message) : message.error().text;
  }

  int count = 0;
  Repeater repeater;
};

}  // namespace

TEST_CASE("a message that differs in date and identity is composed for the trial only") {
  Composing one(
      [](const Own& own) { return message::rfc5322_date(own.date) + " <" + own.message_id + ">"; });
  for (const std::uint64_t number : {1U, 2U, 3U}) {
    const std::string id = "2026." + std::to_string(number) + "@me";
    const auto date = message::rfc5322_date(message::Moment() + std::chrono::hours(number));
    CHECK(one.make(number, id) == date + " <" + id + ">");
  }
  CHECK(one.count == 2);
}

TEST_CASE("a message that has its number, or a date where none is known, is composed each time") {
  Composing numbered([](const Own& own) { return std::to_string(own.number); });
  CHECK(numbered.make(1, "a@b") == "1");
  CHECK(numbered.make(2, "c@d") == "2");
  CHECK(numbered.count == 4);
  Composing dated([](const Own& own) {
    return std::to_string(std::chrono::system_clock::to_time_t(own.date));
  });
  CHECK(dated.make(1, "a@b") == "3600");
  CHECK(dated.make(2, "a@b") == "7200");
}

TEST_CASE("a message that is large is not kept") {
  Composing large([](const Own&) { return std::string(Repeater::kMostKept + 1, 'x'); });
  CHECK(large.make(1, "a@b").size() == Repeater::kMostKept + 1);
  CHECK(large.make(2, "a@b").size() == Repeater::kMostKept + 1);
  CHECK(large.count == 4);
}

TEST_CASE("what keeps a message from being composed is told each time") {
  Repeater repeater([](const Own&, const smtp::Extensions&) -> base::Result<smtp::Message> {
    return base::fail(base::ErrorKind::no_input, "cannot read it");
  });
  CHECK(repeater.make({}, {}).error().text == "cannot read it");
  CHECK(repeater.make({}, {}).error().text == "cannot read it");
}

TEST_CASE("a message that has its own UUID is composed each time, and twice with the same") {
  Composing unique([](const Own& own) { return *own.uuid; });
  CHECK(unique.make(1, "a@b") != unique.make(2, "a@b"));
  const Own own;
  const Own copy = own;
  CHECK(*copy.uuid == *own.uuid);
}
