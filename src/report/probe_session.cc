#include "report/probe_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "session/printer.h"

namespace report {
namespace {

using probe::AddressFacts;
using probe::AddressResult;
using probe::HostResult;
using probe::Spot;

bool is_keyword(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

class SessionText {
 public:
  explicit SessionText(const probe::Wish& wish) : wish_(wish) {}

  void add(const HostResult& host, const AddressResult& address) {
    const AddressFacts& facts = address.facts;
    text_ += fmt::format("\n# {}\n", base::printable(Spot{&host, &address}.shown()));
    if (!facts.greeting || facts.error) return line(why_not(facts));
    any_ = true;
    const bool alone = host.addresses.size() == 1;
    line(session::connect_line({alone ? host.facts.place.shown : net::show(facts.address)}));
    if (host.facts.place.tls_first) handshake(host, facts);
    hear(*facts.greeting);
    if (facts.hello) hello(host, *facts.hello, facts.plain);
    if (facts.only_helo) line("C: HELO {{helo}}\nS: 250");
    if (facts.starttls) starttls(host, facts);
    if (facts.secure_hello) hello(host, *facts.secure_hello, facts.secure);
    line(facts.greeting->code == 421 ? "@expect close within 5s" : "C: QUIT\nS: 221");
  }

  std::string text() const { return any_ ? text_ : ""; }

 private:
  static std::string why_not(const AddressFacts& facts) {
    const std::string why = facts.error ? facts.error->text : "nothing was said";
    return "# not spoken to: " + base::printable(why);
  }

  void line(std::string_view text) { text_.append(text) += '\n'; }
  void hear(const smtp::Reply& reply) { line(session::server_lines(reply)); }

  void hello(const HostResult& host, const smtp::Reply& reply, const smtp::Extensions& offered) {
    line(host.facts.place.lmtp ? "C: LHLO {{helo}}" : "C: EHLO {{helo}}");
    hear(reply);
    if (!reply.ok()) return;
    for (const smtp::Extension& each : offered.all())
      if (is_keyword(each.keyword)) line(fmt::format("? ehlo {} exists", each.keyword));
  }

  void starttls(const HostResult& host, const AddressFacts& facts) {
    line("C: STARTTLS");
    hear(*facts.starttls);
    if (facts.tls) handshake(host, facts);
  }

  void handshake(const HostResult& host, const AddressFacts& facts) {
    const net::Verdict& verdict = facts.chain.verdict;
    net::TlsOptions tls;
    tls.verify_name = wish_.verify_name.value_or(host.facts.place.name);
    tls.sni = wish_.sni.value_or(net::default_sni(tls.verify_name));
    tls.verify = net::Verify::off;
    if (verdict.name_matched) tls.verify = net::Verify::name;
    if (verdict.name_matched && verdict.chain_trusted) tls.verify = net::Verify::full;
    if (tls.verify == net::Verify::off) tls.verify_name.clear();
    if (!verdict.chain_trusted)
      line("# the certificate was not trusted: " + base::printable(verdict.chain_trouble));
    line(session::tls_line(tls));
    line(fmt::format("? tls.version >= {}", facts.tls->version));
    if (!facts.tls->chain.empty() && facts.tls->chain.front().days_left >= wish_.cert_warn)
      line(fmt::format("? cert.days >= {}", wish_.cert_warn));
  }

  const probe::Wish& wish_;
  std::string text_;
  bool any_ = false;
};

}  // namespace

std::string session_of(const probe::TargetResult& result, const probe::Wish& wish) {
  SessionText session(wish);
  for (const HostResult& host : result.hosts)
    for (const AddressResult& address : host.addresses) session.add(host, address);
  const std::string text = session.text();
  if (text.empty()) return "";
  return fmt::format("# What 'ehlo probe' found at {}: 'ehlo run' tells when it has changed.\n{}",
                     base::printable(result.target), text);
}

}  // namespace report
