#include "smtp/transaction.h"

#include <doctest/doctest.h>

#include "smtp/envelope.h"
#include "smtp/talk.h"

using namespace smtp;
using namespace test;
using base::ErrorKind;
using base::Stage;

namespace {

Compose text(std::string bytes, bool seven_bit = false, bool raw = false) {
  return [=](const Extensions&) -> base::Result<Message> {
    const auto content = [bytes, given = false]() mutable -> base::Result<std::string_view> {
      if (std::exchange(given, true)) return std::string_view();
      return std::string_view(bytes);
    };
    Message message{content, std::nullopt, seven_bit};
    message.raw = raw;
    return message;
  };
}

Plan plan(const Lines& recipients = {"b"}) {
  Plan plan;
  plan.sender = parse_path("a").value();
  for (const std::string& one : recipients) plan.recipients.push_back(parse_path(one).value());
  plan.compose = text("Hi\r\n");
  return plan;
}

// Content of this size is written at once, and not with its dot.
const std::string kLarge = std::string(Connection::kHeld, 'x') + "\r\n";

Plan large(Plan plan) {
  plan.compose = text(kLarge);
  return plan;
}

Plan piped(const Lines& recipients) {
  Plan plan = ::plan(recipients);
  plan.pipeline = true;
  return plan;
}

Plan lmtp(const Lines& recipients) {
  Plan plan = ::plan(recipients);
  plan.lmtp = true;
  return plan;
}

// A transaction with a server that has been greeted and offers `keywords`.
struct Run {
  Run(const Plan& plan, std::initializer_list<Step> steps,
      const Lines& keywords = {"mx", "PIPELINING"})
      : talking(with_greeting(steps)) {
    for (const Path& path : plan.recipients) outcome.recipients.push_back({path, {}, {}});
    outcome.extensions = Extensions::parse({250, keywords});
    (void)talking.connection.receive(Stage::greeting);
    const auto most = limit(outcome.extensions, "MAILMAX").value_or(1000);
    const auto done = run_transaction(talking.connection, talking.transcript, plan, outcome, most);
    if (!done) error = done.error().text;
    CHECK(talking.peer.finished());
  }

  // "b 250 250", the codes of RCPT and of the end of data.
  Lines recipients() const {
    Lines all;
    const auto code = [](const auto& reply) { return reply ? reply->code : 0; };
    for (const RecipientResult& one : outcome.recipients)
      all.push_back(fmt::format("{} {} {}", one.path.address(), code(one.rcpt), code(one.final)));
    return all;
  }

  Talking talking;
  Outcome outcome;
  std::string error;

 private:
  static std::vector<Step> with_greeting(std::initializer_list<Step> steps) {
    std::vector<Step> all{reply("220 mx\r\n")};
    all.insert(all.end(), steps);
    return all;
  }
};

Step ok() { return reply("250 ok\r\n"); }
Step mail() { return expect("MAIL FROM:<a>\r\n"); }
Step rcpt(const std::string& name) { return expect("RCPT TO:<" + name + ">\r\n"); }
Step data() { return expect("DATA\r\n"); }
Step go_on() { return reply("354 go on\r\n"); }
Step message() { return expect("Hi\r\n.\r\n"); }

}  // namespace

TEST_CASE("one command at a time, each behind the reply to the one before") {
  const Run run(plan({"b", "c"}), {mail(), ok(), rcpt("b"), ok(), rcpt("c"), ok(), data(), go_on(),
                                   message(), reply("250 queued\r\n")});
  CHECK(run.recipients() == Lines{"b 250 250", "c 250 250"});
  CHECK(run.outcome.delivered_to_all());
  CHECK(run.talking.peer.writes().size() == 5);
}

TEST_CASE("251 and 252 are acceptances") {
  const Run run(plan({"b", "c"}),
                {mail(), ok(), rcpt("b"), reply("251 will forward\r\n"), rcpt("c"),
                 reply("252 will try\r\n"), data(), go_on(), message(), ok()});
  CHECK(run.outcome.delivered_to_all());
}

TEST_CASE("the message goes to those who were accepted") {
  const Run run(plan({"b", "c"}), {mail(), ok(), rcpt("b"), reply("550 no\r\n"), rcpt("c"), ok(),
                                   data(), go_on(), message(), ok()});
  CHECK(run.recipients() == Lines{"b 550 0", "c 250 250"});
  CHECK_FALSE(run.outcome.delivered_to_all());
  CHECK(run.outcome.delivered(run.outcome.recipients[1]));
}

TEST_CASE("without an accepted recipient there is no DATA") {
  const Run run(plan({"b", "c"}),
                {mail(), ok(), rcpt("b"), reply("550 no\r\n"), rcpt("c"), reply("450 later\r\n")});
  CHECK(run.outcome.refused_at == Stage::rcpt);
  CHECK(run.outcome.refusal() == nullptr);
}

TEST_CASE("a refused MAIL ends the transaction") {
  const Run run(plan(), {mail(), reply("550 5.7.1 no\r\n")});
  CHECK(run.outcome.refused_at == Stage::mail);
  CHECK(run.outcome.refusal()->code == 550);
}

TEST_CASE("a DATA that is not answered with 354 ends the transaction, were it a 250") {
  const Run refused(plan(), {mail(), ok(), rcpt("b"), ok(), data(), reply("554 no\r\n")});
  CHECK(refused.outcome.refused_at == Stage::data);
  CHECK(refused.outcome.refusal()->code == 554);
  const Run strange(plan(), {mail(), ok(), rcpt("b"), ok(), data(), ok()});
  CHECK(strange.outcome.refused_at == Stage::data);
}

TEST_CASE("a refused message is refused at the dot, for each recipient") {
  const Run run(plan({"b", "c"}), {mail(), ok(), rcpt("b"), ok(), rcpt("c"), ok(), data(), go_on(),
                                   message(), reply("554 spam\r\n")});
  CHECK(run.outcome.refused_at == Stage::dot);
  CHECK(run.recipients() == Lines{"b 250 554", "c 250 554"});
}

TEST_CASE("a 421 ends the session wherever it comes: nothing more is sent") {
  const Run at_mail(plan(), {mail(), reply("421 busy\r\n")});
  CHECK(at_mail.outcome.refused_at == Stage::mail);
  CHECK(at_mail.talking.peer.closed());
  const Run at_rcpt(plan({"b", "c", "d"}),
                    {mail(), ok(), rcpt("b"), ok(), rcpt("c"), reply("421 busy\r\n")});
  CHECK(at_rcpt.recipients() == Lines{"b 250 0", "c 421 0", "d 0 0"});
  CHECK(at_rcpt.talking.peer.closed());
  const Run at_data(plan(), {mail(), ok(), rcpt("b"), ok(), data(), reply("421 busy\r\n")});
  CHECK(at_data.outcome.refused_at == Stage::data);
  CHECK(at_data.talking.peer.closed());
}

TEST_CASE("letters outside ASCII need SMTPUTF8, and MAIL says so") {
  const Run run(plan({"b", "\u00fc"}), {expect("MAIL FROM:<a> SMTPUTF8\r\n"), reply("550 no\r\n")},
                {"mx", "SMTPUTF8"});
  CHECK(run.outcome.refused_at == Stage::mail);
  const Run without(plan({"\u00fc"}), {});
  CHECK(without.error ==
        "an address has letters outside ASCII before its @, and the server does not offer SMTPUTF8 "
        "(RFC 6531)");
}

// LMTP.

TEST_CASE("by LMTP each accepted recipient has a reply of its own") {
  const Run run(lmtp({"b", "c", "d"}),
                {mail(), ok(), rcpt("b"), ok(), rcpt("c"), reply("550 no\r\n"), rcpt("d"), ok(),
                 data(), go_on(), message(), reply("250 saved\r\n", "452 full\r\n")});
  CHECK(run.recipients() == Lines{"b 250 250", "c 550 0", "d 250 452"});
  CHECK(run.outcome.delivered(run.outcome.recipients[0]));
  CHECK_FALSE(run.outcome.delivered(run.outcome.recipients[2]));
}

TEST_CASE("by LMTP a connection lost among the final replies keeps those that came") {
  const Run run(lmtp({"b", "c"}), {mail(), ok(), rcpt("b"), ok(), rcpt("c"), ok(), data(), go_on(),
                                   message(), reply("250 saved\r\n"), end()});
  CHECK(run.recipients() == Lines{"b 250 250", "c 250 0"});
  CHECK(run.error ==
        "connection closed by the peer waiting for the reply to end of data; the "
        "message may have been delivered to the others");
}

// Pipelining.

TEST_CASE("MAIL, RCPT and DATA go out in one write") {
  const Run run(piped({"b", "c"}),
                {expect("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nDATA\r\n"),
                 reply("250 ok\r\n250 ok\r\n550 no\r\n354 go on\r\n"), message(), ok()});
  CHECK(run.recipients() == Lines{"b 250 250", "c 550 0"});
  CHECK(run.talking.peer.writes().front() ==
        "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nDATA\r\n");
}

TEST_CASE("without PIPELINING commands go one by one, and a note says so") {
  const Run run(piped({"b"}), {mail(), reply("550 no\r\n")}, {"mx"});
  CHECK(run.talking.told.only("note") ==
        Lines{"note: the server does not offer PIPELINING; sending one command at a time"});
}

TEST_CASE("when nobody is accepted and DATA is, a lone dot takes the 354 back") {
  const Run run(piped({"b"}),
                {mail(), rcpt("b"), data(), reply("250 ok\r\n550 no\r\n354 go on\r\n"),
                 expect(".\r\n"), reply("554 no recipients\r\n")});
  CHECK(run.recipients() == Lines{"b 550 0"});
  CHECK(run.outcome.refused_at == Stage::rcpt);
  CHECK(run.talking.told.only("note") ==
        Lines{"note: nobody was accepted, yet DATA was: a lone dot ends it (RFC 2920)"});
  CHECK(run.talking.peer.written().ends_with("DATA\r\n.\r\n"));
}

TEST_CASE("a lone dot that is not answered changes nothing: nobody was accepted") {
  const Run run(piped({"b"}), {mail(), rcpt("b"), data(),
                               reply("250 ok\r\n550 no\r\n354 go on\r\n"), expect(".\r\n"), end()});
  CHECK(run.error.empty());
  CHECK(run.outcome.refused_at == Stage::rcpt);
  CHECK_FALSE(run.outcome.outcome_unknown());
}

TEST_CASE("when only MAIL is refused and DATA is not, a lone dot might deliver an empty message") {
  const Run run(piped({"b"}),
                {mail(), rcpt("b"), data(), reply("451 no\r\n250 ok\r\n354 go on\r\n")});
  CHECK(run.outcome.refused_at == Stage::mail);
  CHECK(run.talking.told.only("note") ==
        Lines{"note: MAIL was refused, yet a recipient and DATA were accepted: closing without a "
              "dot"});
  CHECK(run.talking.peer.written().ends_with("DATA\r\n"));
  CHECK(run.talking.peer.closed());
}

TEST_CASE("a refused MAIL and all behind it is one refusal") {
  const Run run(piped({"b"}), {mail(), rcpt("b"), data(), reply("550 no\r\n503 no\r\n503 no\r\n")});
  CHECK(run.outcome.refused_at == Stage::mail);
  CHECK(run.outcome.refusal()->code == 550);
}

TEST_CASE("a 421 in the middle of a group ends it") {
  const Run run(piped({"b", "c"}),
                {mail(), rcpt("b"), rcpt("c"), data(), reply("250 ok\r\n421 busy\r\n"), end()});
  CHECK(run.recipients() == Lines{"b 421 0", "c 0 0"});
  CHECK(run.error.empty());
  CHECK(run.talking.peer.closed());
}

TEST_CASE("a group holds a hundred recipients, and DATA stands in the last one") {
  Lines names;
  std::string first = "MAIL FROM:<a>\r\n", second, accepted;
  for (int i = 0; i < 150; ++i) {
    names.push_back("r" + std::to_string(i));
    (i < 100 ? first : second) += "RCPT TO:<" + names.back() + ">\r\n";
    if (i < 100) accepted += "250 ok\r\n";
  }
  std::string rest;
  for (int i = 0; i < 50; ++i) rest += "250 ok\r\n";
  const Run run(piped(names),
                {expect(first), reply("250 ok\r\n" + accepted), expect(second + "DATA\r\n"),
                 reply(rest + "354 go on\r\n"), message(), ok()});
  CHECK(run.outcome.delivered_to_all());
  CHECK(run.talking.peer.writes().size() == 3);
}

TEST_CASE("a pipelined group ends at the stop point") {
  Plan only_mail = piped({"b"});
  only_mail.stop = {Stop::How::quit_after, Stage::mail, false};
  const Run first(only_mail, {mail(), ok()});
  CHECK(first.outcome.stopped);
  Plan only_rcpt = piped({"b"});
  only_rcpt.stop = {Stop::How::quit_after, Stage::rcpt, false};
  const Run second(only_rcpt, {mail(), rcpt("b"), reply("250 ok\r\n250 ok\r\n")});
  CHECK(second.outcome.stopped);
}

// All error paths of run_transaction() follow.

TEST_CASE("a conversation lost at any step gives its Error, and what came before it stays") {
  CHECK(Run(plan(), {mail(), end()}).error ==
        "connection closed by the peer waiting for the reply to MAIL FROM; the message was not "
        "delivered");
  CHECK(Run(plan(), {mail(), ok(), rcpt("b"), end()}).error ==
        "connection closed by the peer waiting for the reply to RCPT TO; the message was not "
        "delivered");
  CHECK(
      Run(plan(), {mail(), ok(), rcpt("b"), ok(), data(), end()}).error ==
      "connection closed by the peer waiting for the reply to DATA; the message was not delivered");
  const Run run(plan(), {mail(), ok(), rcpt("b"), ok(), data(), go_on(), message(), end()});
  CHECK(run.error ==
        "connection closed by the peer waiting for the reply to end of data; the "
        "message may have been delivered");
  CHECK(run.recipients() == Lines{"b 250 0"});
}

TEST_CASE(
    "a refusal in the middle of the message is a refusal, whatever became of the connection") {
  const Run run(large(plan({"b", "c"})),
                {mail(), ok(), rcpt("b"), ok(), rcpt("c"), reply("550 no\r\n"), data(), go_on(),
                 expect(kLarge), reply("552 5.3.4 too big\r\n")});
  CHECK(run.error == "");
  CHECK(run.outcome.refused_at == Stage::message);
  CHECK(run.recipients() == Lines{"b 250 552", "c 550 0"});
}

TEST_CASE("a refusal that was read when the dot could not be written is one too, but not by LMTP") {
  const auto steps = {mail(),
                      ok(),
                      rcpt("b"),
                      ok(),
                      data(),
                      go_on(),
                      expect(kLarge),
                      deaf(),
                      expect(".\r\n"),
                      reply("552 5.3.4 too big\r\n"),
                      end()};
  CHECK(Run(large(plan()), steps).recipients() == Lines{"b 250 552"});
  const Run one_of_many(large(lmtp({"b"})), steps);
  CHECK(
      one_of_many.error ==
      "connection reset by the peer sending end of data, after \"552 5.3.4 too big\"; the message "
      "may have been delivered");
  CHECK(one_of_many.recipients() == Lines{"b 250 0"});
}

TEST_CASE("raw content that was taken before the connection broke is delivered") {
  Plan raw = plan();
  raw.compose = text(kLarge + ".\r\n" + kLarge, false, true);
  const Run run(raw, {mail(), ok(), rcpt("b"), ok(), data(), go_on(), deaf(),
                      expect(kLarge + ".\r\n" + kLarge), reply("250 queued\r\n"), end()});
  CHECK(run.error.empty());
  CHECK(run.recipients() == Lines{"b 250 250"});
}

TEST_CASE("a message that cannot be read is not ended, so that it is not delivered") {
  Plan broken = plan();
  broken.compose = [](const Extensions&) -> base::Result<Message> {
    return Message{[calls = 0]() mutable -> base::Result<std::string_view> {
      if (calls++ == 0) return std::string_view("Hi\r\n");
      return base::fail(ErrorKind::no_input, "cannot read mail.eml: input/output error");
    }};
  };
  const Run run(broken, {mail(), ok(), rcpt("b"), ok(), data(), go_on()});
  CHECK(run.error == "cannot read mail.eml: input/output error");
}

TEST_CASE("a refused DATA is told although a recipient had been refused before") {
  const Run run(plan({"b", "c"}), {mail(), ok(), rcpt("b"), reply("450 later\r\n"), rcpt("c"), ok(),
                                   data(), reply("554 no\r\n")});
  CHECK(run.outcome.refused_at == Stage::data);
  CHECK(run.outcome.refusal()->code == 554);
}

TEST_CASE("a transaction that some recipients refused goes to its end all the same") {
  const Run run(plan({"b", "c"}), {mail(), ok(), rcpt("b"), reply("550 no\r\n"), rcpt("c"), ok(),
                                   data(), go_on(), message(), ok()});
  CHECK(run.outcome.refused_at == Stage::none);
}

TEST_CASE("a 421 to RCPT ended it there, whoever was accepted before") {
  const Run run(plan({"b", "c"}),
                {mail(), ok(), rcpt("b"), ok(), rcpt("c"), reply("421 busy\r\n")});
  CHECK(run.outcome.refused_at == Stage::rcpt);
}

// 8-bit content.

TEST_CASE("content that may be 8-bit is declared where that is offered, and ASCII is not") {
  Run(plan(), {expect("MAIL FROM:<a> BODY=8BITMIME\r\n"), reply("550 no\r\n")}, {"mx", "8BITMIME"});
  Plan ascii = plan();
  ascii.compose = text("Hi\r\n", true);
  Run(ascii, {mail(), reply("550 no\r\n")}, {"mx", "8BITMIME"});
}

TEST_CASE("8-bit content for a server that does not offer 8BITMIME is sent with a warning") {
  Plan other = plan();
  other.compose = text("Gr\u00fc\u00dfe\r\n");
  const Run run(other, {mail(), ok(), rcpt("b"), ok(), data(), go_on(),
                        expect("Gr\u00fc\u00dfe\r\n.\r\n"), ok()});
  CHECK(run.talking.told.only("warning") ==
        Lines{"warning: the message holds 8-bit characters, and the server does not offer 8BITMIME "
              "(RFC 6152): they may be refused or damaged"});
  CHECK(run.recipients() == Lines{"b 250 250"});
}

// Content and dot in one write, SIZE, and the extensions of the envelope.

namespace {

Plan sized(std::uint64_t size) {
  Plan plan = ::plan();
  plan.compose = [size](const Extensions&) -> base::Result<Message> {
    return Message{[given = false]() mutable -> base::Result<std::string_view> {
                     return std::exchange(given, true) ? std::string_view() : "Hi\r\n";
                   },
                   size, true};
  };
  return plan;
}

Plan chunked(std::string bytes, std::size_t size, const Lines& recipients = {"b"}) {
  Plan plan = ::plan(recipients);
  plan.compose = text(std::move(bytes), true);
  plan.chunking = true;
  plan.chunk_size = size;
  return plan;
}

Plan with_prdr(const Lines& recipients) {
  Plan plan = ::plan(recipients);
  plan.prdr = true;
  return plan;
}

Step mail_prdr() { return expect("MAIL FROM:<a> PRDR\r\n"); }

}  // namespace

TEST_CASE("SIZE is told where it is offered and known") {
  Run(sized(4), {expect("MAIL FROM:<a> SIZE=4\r\n"), reply("550 no\r\n")}, {"mx", "SIZE 100"});
  Run(sized(4), {mail(), reply("550 no\r\n")}, {"mx"});
}

TEST_CASE("a message over the server's limit is told of before MAIL") {
  const Run run(sized(2'000'000), {}, {"mx", "SIZE 1000000"});
  CHECK(run.error ==
        "the message has 2.0 MB, and the server takes 1.0 MB at most (SIZE 1000000): it was not "
        "sent");
}

TEST_CASE("BDAT sends the message with its size and without stuffed dots") {
  const Run run(chunked(".a\nb\n", 100),
                {mail(), ok(), rcpt("b"), ok(), expect("BDAT 7 LAST\r\n.a\r\nb\r\n"), ok()},
                {"mx", "CHUNKING"});
  CHECK(run.outcome.delivered_to_all());
  CHECK(run.outcome.content_bytes == 7);
  CHECK(run.outcome.content_lines == 2);
}

TEST_CASE("each chunk has its reply, and the last one says so") {
  const Run run(chunked("abcdef", 2),
                {mail(), ok(), rcpt("b"), ok(), expect("BDAT 2\r\nab"), ok(),
                 expect("BDAT 2\r\ncd"), ok(), expect("BDAT 2 LAST\r\nef"), ok()},
                {"mx", "CHUNKING"});
  CHECK(run.outcome.delivered_to_all());
}

TEST_CASE("an empty message is one empty chunk") {
  const Run run(chunked("", 2), {mail(), ok(), rcpt("b"), ok(), expect("BDAT 0 LAST\r\n"), ok()},
                {"mx", "CHUNKING"});
  CHECK(run.outcome.delivered_to_all());
}

TEST_CASE("a refused chunk is the end of the message") {
  const Run run(chunked("abcdef", 2),
                {mail(), ok(), rcpt("b"), ok(), expect("BDAT 2\r\nab"), reply("552 no\r\n")},
                {"mx", "CHUNKING"});
  CHECK(run.outcome.refused_at == Stage::data);
  CHECK(run.outcome.refusal()->code == 552);
}

TEST_CASE("with PIPELINING envelope and chunks go out together") {
  Plan piped = chunked("abcd", 2);
  piped.pipeline = true;
  const Run run(piped,
                {expect("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nBDAT 2\r\nab"),
                 expect("BDAT 2 LAST\r\ncd"), reply("250 ok\r\n250 ok\r\n250 2\r\n250 queued\r\n")},
                {"mx", "CHUNKING", "PIPELINING"});
  CHECK(run.outcome.delivered_to_all());
  CHECK(run.recipients() == Lines{"b 250 250"});
}

TEST_CASE("with PIPELINING a message nobody takes has its chunk's reply read too") {
  Plan piped = chunked("ab", 2);
  piped.pipeline = true;
  const Run run(piped,
                {expect("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nBDAT 2 LAST\r\nab"),
                 reply("250 ok\r\n550 no\r\n503 no\r\n")},
                {"mx", "CHUNKING", "PIPELINING"});
  CHECK(run.recipients() == Lines{"b 550 0"});
  CHECK(run.outcome.refused_at == Stage::rcpt);
}

TEST_CASE("by PRDR each recipient has a reply, and the last one is about the whole") {
  const Run run(with_prdr({"b", "c"}),
                {mail_prdr(), ok(), rcpt("b"), ok(), rcpt("c"), ok(), data(), go_on(), message(),
                 reply("353 each\r\n250 yes\r\n550 not I\r\n250 queued\r\n")},
                {"mx", "PRDR"});
  CHECK(run.recipients() == Lines{"b 250 250", "c 250 550"});
  CHECK(run.outcome.recipients[0].final->text() == "queued");
}

TEST_CASE("by PRDR a last refusal is everybody's, and a server may have one reply for all") {
  const Run refused(with_prdr({"b"}),
                    {mail_prdr(), ok(), rcpt("b"), ok(), data(), go_on(), message(),
                     reply("353 each\r\n250 yes\r\n554 no\r\n")},
                    {"mx", "PRDR"});
  CHECK(refused.recipients() == Lines{"b 250 554"});
  const Run common(
      with_prdr({"b"}),
      {mail_prdr(), ok(), rcpt("b"), ok(), data(), go_on(), message(), reply("250 all\r\n")},
      {"mx", "PRDR"});
  CHECK(common.recipients() == Lines{"b 250 250"});
}

TEST_CASE("LIMITS cut the recipients into several transactions") {
  const Run run(plan({"b@x", "c@x", "d@y"}),
                {mail(), ok(), rcpt("b@x"), ok(), rcpt("c@x"), ok(), data(), go_on(), message(),
                 ok(), mail(), ok(), rcpt("d@y"), ok(), data(), go_on(), message(), ok()},
                {"mx", "LIMITS RCPTMAX=2"});
  CHECK(run.outcome.delivered_to_all());
}

TEST_CASE("a transaction that did not come to its content is taken back before the next") {
  const Run run(plan({"b@x", "d@y"}),
                {mail(), ok(), rcpt("b@x"), reply("550 no\r\n"), expect("RSET\r\n"), ok(), mail(),
                 ok(), rcpt("d@y"), ok(), data(), go_on(), message(), ok()},
                {"mx", "LIMITS RCPTDOMAINMAX=1"});
  CHECK(run.recipients() == Lines{"b@x 550 0", "d@y 250 250"});
}

TEST_CASE("beyond MAILMAX nothing is sent, and the rest is named") {
  const Run run(plan({"b@x", "c@x", "d@y"}),
                {mail(), ok(), rcpt("b@x"), ok(), data(), go_on(), message(), ok(), mail(), ok(),
                 rcpt("c@x"), ok(), data(), go_on(), message(), ok()},
                {"mx", "LIMITS RCPTMAX=1 MAILMAX=2"});
  CHECK(run.recipients() == Lines{"b@x 250 250", "c@x 250 250", "d@y 0 0"});
  CHECK(run.error ==
        "the server takes no more messages over one connection (LIMITS), and 1 recipient is left: "
        "send it to them again");
}

TEST_CASE("a message that can be read only once is not cut by LIMITS") {
  Plan once = plan({"b@x", "d@y"});
  once.compose = [](const Extensions&) -> base::Result<Message> {
    Message message;
    message.read_once = true;
    return message;
  };
  CHECK(Run(once, {}, {"mx", "LIMITS RCPTMAX=1"}).error ==
        "the server takes fewer recipients at a time (LIMITS), and a message from standard input "
        "can be sent only once");
}

TEST_CASE("by PRDR nobody has the message before the reply about the whole") {
  const Run lost(with_prdr({"b", "c"}),
                 {mail_prdr(), ok(), rcpt("b"), ok(), rcpt("c"), ok(), data(), go_on(), message(),
                  reply("353 each\r\n250 yes\r\n"), end()},
                 {"mx", "PRDR"});
  CHECK(lost.recipients() == Lines{"b 250 0", "c 250 0"});
  CHECK(lost.outcome.delivered_to_all() == false);
  const Run closing(with_prdr({"b", "c"}),
                    {mail_prdr(), ok(), rcpt("b"), ok(), rcpt("c"), ok(), data(), go_on(),
                     message(), reply("353 each\r\n250 yes\r\n421 closing\r\n")},
                    {"mx", "PRDR"});
  CHECK(closing.recipients() == Lines{"b 250 421", "c 250 421"});
}

TEST_CASE(
    "a chunk that was refused to some does not speak for the others, and RSET stands between") {
  const Run run(chunked("Hi\r\n", 100, {"b@x", "d@y"}),
                {mail(), ok(), rcpt("b@x"), ok(), expect("BDAT 4 LAST\r\nHi\r\n"),
                 reply("452 full\r\n"), expect("RSET\r\n"), ok(), mail(), ok(), rcpt("d@y"), ok(),
                 expect("BDAT 4 LAST\r\nHi\r\n"), ok()},
                {"mx", "CHUNKING", "LIMITS RCPTDOMAINMAX=1"});
  CHECK(run.recipients() == Lines{"b@x 250 452", "d@y 250 250"});
}

TEST_CASE("a refusal of a chunk in the middle ends with its own transaction") {
  const Run run(chunked("Hi\r\nHo\r\n", 4, {"b@x", "d@y"}),
                {mail(), ok(), rcpt("b@x"), ok(), expect("BDAT 4\r\nHi\r\n"), reply("452 full\r\n"),
                 expect("RSET\r\n"), ok(), mail(), ok(), rcpt("d@y"), ok(),
                 expect("BDAT 4\r\nHi\r\n"), ok(), expect("BDAT 4 LAST\r\nHo\r\n"), ok()},
                {"mx", "CHUNKING", "LIMITS RCPTDOMAINMAX=1"});
  CHECK(run.recipients() == Lines{"b@x 250 0", "d@y 250 250"});
}

TEST_CASE("a server that refused MAIL and takes the chunk all the same has the message") {
  Plan plan = chunked("Hi\r\n", 100);
  plan.pipeline = true;
  const Run run(plan,
                {expect("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nBDAT 4 LAST\r\nHi\r\n"),
                 reply("503 given already\r\n250 ok\r\n250 queued\r\n")},
                {"mx", "CHUNKING", "PIPELINING"});
  CHECK(run.recipients() == Lines{"b 250 250"});
}

TEST_CASE("a chunk that was refused before a later one could be written is a refusal") {
  Plan chunked = piped({"b"});
  chunked.chunking = true;
  chunked.chunk_size = 4;
  chunked.compose = text(std::string(80, 'x'));
  const std::string chunk = "BDAT 4\r\nxxxx";
  std::string nine;
  for (int i = 0; i < 9; ++i) nine += chunk;
  const Run run(
      chunked,
      {expect("MAIL FROM:<a>\r\nRCPT TO:<b>\r\n" + nine), reply("250 ok\r\n250 ok\r\n250 ok\r\n"),
       deaf(), expect(chunk), reply("552 too big\r\n"), end()},
      {"mx", "PIPELINING", "CHUNKING"});
  CHECK(run.error == "");
  CHECK(run.outcome.data->code == 552);
  CHECK(run.outcome.refused_at == Stage::data);
}

TEST_CASE("by LMTP nothing is asked behind a refused chunk: how many replies come is not known") {
  Plan chunked = piped({"b", "c"});
  chunked.lmtp = chunked.chunking = true;
  chunked.chunk_size = 4;
  chunked.compose = text("Hi\r\nyo\r\n");
  const Run run(chunked,
                {expect("MAIL FROM:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 4\r\nHi\r\n"),
                 expect("BDAT 4 LAST\r\nyo\r\n"),
                 reply("250 ok\r\n250 ok\r\n250 ok\r\n452 full\r\n452 full\r\n452 full\r\n")},
                {"mx", "PIPELINING", "CHUNKING"});
  CHECK(run.outcome.data->code == 452);
  CHECK(run.error == "");
  CHECK(run.talking.peer.closed());
}
