#include "commands/send/plan.h"

#include <doctest/doctest.h>

#include "commands/world.h"
#include "net/certificates.h"

using namespace commands;
using namespace std::chrono_literals;
using namespace std::string_literals;
using base::ErrorKind;
using base::Stage;
using smtp::AuthUse;
using smtp::Stop;
using smtp::TlsUse;
using test::File;
using test::World;
using Lines = std::vector<std::string>;

namespace {

// To bob by his domain's MX.
SendOptions options() {
  SendOptions options;
  options.to = {"bob@b.example"};
  return options;
}

template <typename Change>
SendOptions with(Change change) {
  SendOptions changed = options();
  change(changed);
  return changed;
}

SendJob planned(const SendOptions& options) {
  World world;
  auto job = plan_send(options, world.env);
  if (!job) MESSAGE(job.error().text);
  REQUIRE(job);
  return std::move(*job);
}

template <typename Change>
std::string wrong(ErrorKind kind, Change change) {
  World world;
  const auto job = plan_send(with(change), world.env);
  REQUIRE_FALSE(job);
  CHECK(job.error().kind == kind);
  return job.error().text;
}

Lines addresses(const std::vector<smtp::Path>& paths) {
  Lines all;
  for (const smtp::Path& path : paths) all.push_back(path.address());
  return all;
}

}  // namespace

TEST_CASE("one recipient is enough: the rest is found out") {
  const SendJob job = planned(options());
  CHECK_FALSE(job.server);
  CHECK(job.domain == "b.example");
  CHECK(job.port == 25);
  CHECK(job.plan.helo == "me.example");
  CHECK(job.plan.sender.address() == "ehlo@me.example");
  CHECK(job.plan.tls == TlsUse::optional_strict);
  CHECK(job.plan.auth == AuthUse::off);
  CHECK(job.dialing.timeout == 30s);
  CHECK(job.patience.each == 30s);
  CHECK(job.patience.dot == 10min);
}

TEST_CASE("To, Cc and Bcc are all recipients, and only two stand in the header") {
  const SendJob job = planned(with([](SendOptions& o) {
    o.to = {"a@b.example, c@d.example", "e@f.example"};
    o.cc = {"cc@b.example"};
    o.bcc = {"bcc@b.example"};
  }));
  CHECK(addresses(job.plan.recipients) ==
        Lines{"a@b.example", "c@d.example", "e@f.example", "cc@b.example", "bcc@b.example"});
  CHECK(addresses(job.to) == Lines{"a@b.example", "c@d.example", "e@f.example"});
  CHECK(addresses(job.cc) == Lines{"cc@b.example"});
}

TEST_CASE("domains go out in A-labels, the sender's too") {
  const SendJob job = planned(with([](SendOptions& o) {
    o.from = "a@b\u00fccher.example";
    o.to = {"b@b\u00fccher.example"};
  }));
  CHECK(job.plan.sender.address() == "a@xn--bcher-kva.example");
  CHECK(job.domain == "xn--bcher-kva.example");
}

TEST_CASE("the sender is the user at this host unless it is given, and may be nobody") {
  World world;
  world.variables["USER"] = "joe";
  CHECK(plan_send(options(), world.env)->plan.sender.address() == "joe@me.example");
  world.variables["LOGNAME"] = "alice";
  CHECK(plan_send(options(), world.env)->plan.sender.address() == "alice@me.example");
  CHECK(planned(with([](SendOptions& o) { o.from = "<>"; })).plan.sender.is_null());
}

TEST_CASE("a server is taken as it is written, and its port from where it stands") {
  const auto port = [](const std::string& server, const std::string& given = "") {
    return planned(with([&](SendOptions& o) {
             o.server = server;
             o.port = given;
           }))
        .port;
  };
  CHECK(port("mx") == 25);
  CHECK(port("mx", "submission") == 587);
  CHECK(port("smtps://mx") == 465);
  CHECK(port("lmtp://mx") == 24);
  CHECK(planned(with([](SendOptions& o) { o.server = "mx:2525"; })).server->port == 2525);
  CHECK(planned(with([](SendOptions& o) { o.server = "smtps://mx"; })).plan.tls ==
        TlsUse::on_connect);
  CHECK(planned(with([](SendOptions& o) { o.server = "lmtp://mx"; })).plan.lmtp);
}

TEST_CASE("a socket and a command are local, a host is not") {
  CHECK(planned(with([](SendOptions& o) { o.socket = "/run/lmtp"; })).plan.local);
  CHECK(planned(with([](SendOptions& o) { o.pipe = "exim4 -bs"; })).plan.local);
  CHECK(planned(with([](SendOptions& o) { o.pipe = "exim4 -bs"; })).plan.tls == TlsUse::off);
  CHECK_FALSE(planned(with([](SendOptions& o) { o.server = "localhost"; })).plan.local);
  CHECK(planned(with([](SendOptions& o) { o.copy_routing = "other.example"; })).domain ==
        "other.example");
}

TEST_CASE("dialling is as asked") {
  const SendJob job = planned(with([](SendOptions& o) {
    o.timeout = "2m";
    o.ipv6 = true;
    o.local_interface = "192.0.2.9";
    o.local_port = "1025";
    o.dns_servers = {"192.0.2.53"};
  }));
  CHECK(job.dialing.timeout == 2min);
  CHECK(job.patience.each == 2min);
  CHECK(job.patience.dot == 2min);
  CHECK(job.dialing.family == net::Family::v6);
  CHECK(job.dialing.options.local_interface == "192.0.2.9");
  CHECK(job.dialing.options.local_port == 1025);
  CHECK(job.dns_servers == Lines{"192.0.2.53"});
}

TEST_CASE("every word for a stop names its place") {
  const auto stop = [](const std::string& word) {
    return planned(with([&](SendOptions& o) { o.drop_after = word; })).plan.stop;
  };
  for (const auto& [word, stage] :
       {std::pair("banner", Stage::greeting), std::pair("connect", Stage::greeting),
        std::pair("first-ehlo", Stage::ehlo), std::pair("FIRST-HELO", Stage::ehlo),
        std::pair("ehlo", Stage::ehlo), std::pair("helo", Stage::ehlo),
        std::pair("starttls", Stage::tls), std::pair("tls", Stage::tls),
        std::pair("auth", Stage::auth), std::pair("mail", Stage::mail),
        std::pair("from", Stage::mail), std::pair("rcpt", Stage::rcpt),
        std::pair("to", Stage::rcpt), std::pair("data", Stage::data), std::pair("dot", Stage::dot)})
    CHECK(stop(word).stage == stage);
  CHECK(stop("first-ehlo").first_hello);
  CHECK_FALSE(stop("ehlo").first_hello);
  CHECK(stop("dot").how == Stop::How::drop_after);
}

TEST_CASE("a command to drop behind is the one that is sent: STARTTLS for tls, LHLO for ehlo") {
  CHECK(planned(with([](SendOptions& o) { o.drop_after_send = "tls"; })).plan.stop.stage ==
        Stage::starttls);
  const SendJob lmtp = planned(with([](SendOptions& o) {
    o.lmtp = true;
    o.drop_after_send = "ehlo";
  }));
  CHECK(lmtp.plan.stop.stage == Stage::lhlo);
}

TEST_CASE("whoever stops before RCPT needs no recipient") {
  const SendJob job = planned(with([](SendOptions& o) {
    o.to.clear();
    o.server = "mx";
    o.quit_after = "mail";
  }));
  CHECK(job.plan.recipients.empty());
}

TEST_CASE("a login is as strict as it was asked for, and a user alone asks for one") {
  const auto at_mx = [](auto change) {
    return planned(with([&](SendOptions& o) {
      o.server = "mx";
      change(o);
    }));
  };
  const SendJob strict = at_mx([](SendOptions& o) {
    o.auth_strict_requested = true;
    o.auth_optional_strict = {"plain", " login ", ""};
  });
  CHECK(strict.plan.auth == AuthUse::optional_strict);
  CHECK(strict.plan.mechanisms == Lines{"PLAIN", "LOGIN"});
  CHECK(at_mx([](SendOptions& o) { o.auth_requested = true; }).plan.auth == AuthUse::required);
  CHECK(at_mx([](SendOptions& o) { o.auth_optional_requested = true; }).plan.auth ==
        AuthUse::optional);
  CHECK(at_mx([](SendOptions& o) { o.auth_user = "bob"; }).plan.auth == AuthUse::required);
}

TEST_CASE("a login needs a server that the user named, or vouched for") {
  const auto login = [](auto change) {
    return with([&](SendOptions& o) {
      o.auth_user = "bob";
      change(o);
    });
  };
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.auth_user = "bob"; }) ==
        "to log in, name the server (--server): the mail host that the DNS names for a domain may "
        "be anybody's; --tls-verify-target names the one to trust");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.requiretls = true; }) ==
        "with --requiretls, name the server (--server): the mail host that the DNS names for a "
        "domain "
        "may be anybody's; --tls-verify-target names the one to trust");
  CHECK(planned(login([](SendOptions& o) { o.socket = "/run/smtp"; })).server);
  CHECK(planned(login([](SendOptions& o) { o.tls_verify_target = "mx"; })).verify_target == "mx");
  CHECK(planned(login([](SendOptions& o) { o.insecure = true; })).plan.insecure);
}

TEST_CASE("TLS is as strict as it was asked for") {
  const auto use = [](bool SendOptions::*option) {
    return planned(with([&](SendOptions& o) { o.*option = true; })).plan.tls;
  };
  CHECK(use(&SendOptions::tls) == TlsUse::required);
  CHECK(use(&SendOptions::tls_optional) == TlsUse::optional);
  CHECK(use(&SendOptions::tls_optional_strict) == TlsUse::optional_strict);
  CHECK(use(&SendOptions::tls_on_connect) == TlsUse::on_connect);
  CHECK(use(&SendOptions::no_tls) == TlsUse::off);
}

TEST_CASE("a certificate is checked as far as was asked for") {
  const auto verify = [](std::initializer_list<bool SendOptions::*> asked) {
    return planned(with([&](SendOptions& o) {
             for (const auto option : asked) o.*option = true;
           }))
        .plan.tls_options.verify;
  };
  CHECK(verify({}) == net::Verify::off);
  CHECK(verify({&SendOptions::tls_verify}) == net::Verify::full);
  CHECK(verify({&SendOptions::tls_verify_ca}) == net::Verify::ca);
  CHECK(verify({&SendOptions::tls_verify_host}) == net::Verify::name);
  CHECK(verify({&SendOptions::tls_verify_ca, &SendOptions::tls_verify_host}) == net::Verify::full);
  CHECK(planned(with([](SendOptions& o) { o.tls_verify_target = "mx"; })).plan.tls_options.verify ==
        net::Verify::full);
}

TEST_CASE("whoever wants a certificate checked, or kept, does not go on in clear") {
  const auto use = [](auto change) { return planned(with(change)).plan.tls; };
  CHECK(use([](SendOptions& o) { o.tls_verify = true; }) == TlsUse::required);
  CHECK(use([](SendOptions& o) { o.tls_verify_ca = true; }) == TlsUse::required);
  CHECK(use([](SendOptions& o) { o.tls_verify_target = "mx"; }) == TlsUse::required);
  CHECK(use([](SendOptions& o) { o.tls_get_peer_cert = "/tmp/x"; }) == TlsUse::required);
  CHECK(use([](SendOptions& o) { o.tls_verify = o.tls_optional = true; }) == TlsUse::optional);
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.tls_verify_host = o.no_tls = true; }) ==
        "--tls-verify-host and --no-tls exclude each other");
}

TEST_CASE("--no-auth turns a login off that the configuration asks for") {
  const SendJob job = planned(with([](SendOptions& o) {
    o.no_auth = true;
    o.auth_user = "bob";
  }));
  CHECK(job.plan.auth == AuthUse::off);
}

TEST_CASE("versions that are named are the only ones, and no_ leaves the others") {
  const auto versions = [](const Lines& words) {
    return planned(with([&](SendOptions& o) { o.tls_protocol = words; }))
        .plan.tls_options.protocols;
  };
  CHECK(versions({"tlsv1_2", " TLSv1.3"}) == Lines{"TLSv1.2", "TLSv1.3"});
  CHECK(versions({"no_tlsv1", "NO_tlsv1_1"}) == Lines{"TLSv1.2", "TLSv1.3"});
  CHECK(versions({}).empty());
}

TEST_CASE("a client certificate's key is in its own file, unless another one is named") {
  const test::Issued own = test::issue({});
  const File cert(own.pem()), key(own.key_pem("pencil")), both(own.pem() + own.key_pem()),
      secret("pencil\n");
  const auto one = planned(with([&](SendOptions& o) { o.tls_cert = both.path; })).plan.tls_options;
  CHECK(one.key_file == both.path);
  const auto two = planned(with([&](SendOptions& o) {
                     o.tls_cert = cert.path;
                     o.tls_key = key.path;
                     o.tls_key_password_file = secret.path;
                   })).plan.tls_options;
  CHECK(two.key_file == key.path);
  CHECK(two.passphrase.reveal() == "pencil");
}

TEST_CASE("a certificate and a key that do not belong together are found before the network") {
  const File cert(test::issue({}).pem()), key(test::issue({}).key_pem());
  CHECK(wrong(ErrorKind::usage, [&](SendOptions& o) {
          o.tls_cert = cert.path;
          o.tls_key = key.path;
        }).starts_with("--tls-cert, --tls-key: "));
}

// All error paths of plan_send() follow.

TEST_CASE("a value that cannot be names its option") {
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.timeout = "5 parsecs"; }) ==
        "--timeout: '5 parsecs' is not a duration: write 200ms, 5s, 3m or 2h");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) {
          o.to = {"a b@c"};
        }).starts_with("--to: 'a b@c' is not an address: "));
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.cc = {"a@"}; }) ==
        "--cc: 'a@' is not an address: nothing stands behind the @");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.bcc = {"a\nb"}; }) ==
        "--bcc: an address cannot hold CR, LF or NUL: 'a\\nb'");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.to = {"<>"}; }) ==
        "--to: a recipient cannot be the null path <>");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.from = "@x"; }) ==
        "--from: '@x' is not an address: nothing stands before the @");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.port = "x y"; }).starts_with("--port: "));
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) {
          o.local_port = "99999";
        }).starts_with("--local-port: "));
  CHECK(
      wrong(ErrorKind::parse, [](SendOptions& o) { o.server = "a b"; }).starts_with("--server: "));
}

TEST_CASE("a name for EHLO is one word") {
  const std::string text = "--helo: a name cannot hold blanks, CR, LF or NUL: ";
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.helo = "a b"; }) == text + "'a b'");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.helo = "a\r\nMAIL"; }) ==
        text + "'a\\r\\nMAIL'");
}

TEST_CASE("options that exclude each other say so") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.ipv4 = o.ipv6 = true; }) ==
        "-4 and -6 exclude each other");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.tls = o.no_tls = true; }) ==
        "--tls, --tls-optional, --tls-optional-strict, --tls-on-connect and --no-tls exclude each "
        "other");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.auth_requested = o.auth_optional_requested = true;
        }) == "--auth, --auth-optional, --auth-optional-strict and --no-auth exclude each other");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.server = o.socket = "x"; }) ==
        "--server, --socket, --pipe and --copy-routing each say where to go: give one");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.quit_after = o.drop_after = "mail"; }) ==
        "--quit-after, --drop-after and --drop-after-send exclude each other");
}

TEST_CASE("a stop that cannot be says what would be right") {
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.quit_after = "lunch"; }) ==
        "--quit-after: 'lunch' is not a stage: write banner, first-ehlo, ehlo, tls, auth, mail, "
        "rcpt, data or dot");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.quit_after = "data"; }) ==
        "--quit-after data: a QUIT behind the 354 would be a line of the message; use --drop-after "
        "data");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.drop_after_send = "banner"; }) ==
        "--drop-after-send banner: the client sends nothing before the banner; use --drop-after "
        "banner");
}

TEST_CASE("without a recipient or a place to go there is nothing to do") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.to.clear(); }) ==
        "nothing says where to go: give --server, or --to with a domain");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.to = {"postmaster"}; }) ==
        "nothing says where to go: give --server, or --to with a domain");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.to.clear();
          o.server = "mx";
        }) == "--to is missing: who shall get the message?");
}

TEST_CASE("a whole message and one that is made up exclude each other") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.data = o.body = "-"; }) ==
        "--data is a whole message: --body has no place");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.no_data_fixup = true; }) ==
        "--no-data-fixup is for --data");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.tokens = true; }) ==
        "--tokens is for --data");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.data = "-";
          o.subject = "x";
        }) == "--data is a whole message: --header, --add-header and --subject have no place");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.data = "-";
          o.tokens = o.no_data_fixup = true;
        }) == "--no-data-fixup and --tokens exclude each other");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.data = "text"; }) ==
        "--data takes @FILE, or - for standard input; text goes to --body");
}

TEST_CASE("a mechanism that does not exist is found before the network, with what was meant") {
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) {
          o.auth_requested = true;
          o.auth = {"PLIAN"};
        }) == "--auth: 'PLIAN' is not a mechanism known here, did you mean PLAIN?");
}

TEST_CASE("a secret without a login, and two of one kind, are no command line") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.typed_for_login = "--auth-password-file";
        }) == "--auth-password-file needs --auth-user or --auth");
  CHECK(
      wrong(ErrorKind::usage, [](SendOptions& o) {
        o.auth_user = "bob";
        o.auth_password_file = o.auth_password_command = "x";
      }) == "--auth-password, --auth-password-file and --auth-password-command exclude each other");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.auth_user = "bob\nQUIT"; }) ==
        "--auth-user cannot hold CR, LF or NUL");
}

TEST_CASE("half a name is no recipient, and postmaster is one") {
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.to = {"Doe, John <john@b.example>"}; }) ==
        "--to: 'Doe' has no domain; a name with a comma in it stands in quotes");
  CHECK(planned(with([](SendOptions& o) {
          o.server = "mx";
          o.to = {"Postmaster, bob@b.example"};
        })).plan.recipients.size() == 2);
}

TEST_CASE("a family of addresses excludes an address of the other") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.server = "127.0.0.1:25";
          o.ipv6 = true;
        }) == "-6 excludes the address 127.0.0.1");
}

TEST_CASE("a mechanism can be forced only by its name") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.auth_requested = o.auth_force = true; }) ==
        "--auth-force needs the mechanism's name: --auth NAME");
}

TEST_CASE("a TLS option that cannot be names itself") {
  CHECK(
      wrong(ErrorKind::parse, [](SendOptions& o) { o.tls_protocol = {"sslv3"}; }) ==
      "--tls-protocol: 'sslv3' is not a version: write tlsv1, tlsv1_1, tlsv1_2 or tlsv1_3, or no_ "
      "before one of them");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.tls_protocol = {"tlsv1", "no_tlsv1"};
        }) == "--tls-protocol: no version is left");
  for (const auto& [option, member] : {std::pair("--tls-ca-path", &SendOptions::tls_ca_path),
                                       std::pair("--tls-cert", &SendOptions::tls_cert),
                                       std::pair("--tls-key", &SendOptions::tls_key),
                                       std::pair("--tls-chain", &SendOptions::tls_chain)})
    CHECK(wrong(ErrorKind::no_input, [m = member](SendOptions& o) { o.*m = "/nowhere/x"; }) ==
          option + ": cannot read /nowhere/x"s);
  CHECK(wrong(ErrorKind::no_input, [](SendOptions& o) {
          o.tls_key_password_file = "/nowhere/x";
        }) == "--tls-key-password-file: cannot read /nowhere/x");
  const File key("x");
  CHECK(wrong(ErrorKind::usage, [&](SendOptions& o) { o.tls_key = key.path; }) ==
        "--tls-key needs --tls-cert");
  CHECK(wrong(ErrorKind::no_input, [&](SendOptions& o) { o.tls_ca_path = key.path; }) ==
        "--tls-ca-path: no certificate (PEM) is in the file " + key.path);
  const test::TemporaryDirectory empty;
  CHECK(wrong(ErrorKind::no_input, [&](SendOptions& o) { o.tls_ca_path = empty.path(""); }) ==
        "--tls-ca-path: " + empty.path("") +
            " has no hashed certificates; run openssl rehash on it");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) {
          o.tls_cipher = "BOGUS";
        }).starts_with("--tls-cipher: no cipher of 'BOGUS' is known to OpenSSL "));
}

TEST_CASE("smtps:// and another use of TLS exclude each other") {
  CHECK(wrong(ErrorKind::usage,
              [](SendOptions& o) {
                o.server = "smtps://mx";
                o.no_tls = true;
              }) ==
        "--server: smtps:// is TLS from the first byte, so the only TLS option that fits it is "
        "--tls-on-connect");
}
