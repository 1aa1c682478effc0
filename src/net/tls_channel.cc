#include "net/tls_channel.h"

#include <openssl/err.h>

#include "net/tls_identity.h"
#include "net/tls_ocsp.h"
#include "net/tls_session.h"
#include "net/tls_shared.h"
#include "net/tls_verify.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

Result<void> accept_verdict(const Verdict& verdict, Verify wanted) {
  switch (wanted) {
    case Verify::off:
      return {};
    case Verify::ca:
      if (verdict.chain_trusted) return {};
      return fail(ErrorKind::tls, verdict.chain_trouble);
    case Verify::name:
      if (verdict.name_matched) return {};
      return fail(ErrorKind::tls, verdict.name_trouble);
    case Verify::full:
      if (verdict.chain_trusted && verdict.name_matched) return {};
      return fail(ErrorKind::tls, verdict.trouble());
  }
  return {};
}

Result<void> accept_staple(const std::string& ocsp, Staple wanted) {
  if (wanted != Staple::required || ocsp == kOcspGood) return {};
  if (ocsp.empty())
    return fail(ErrorKind::tls,
                "the server stapled no OCSP answer: turn stapling on there, or ask for none");
  return fail(ErrorKind::tls, "the stapled OCSP answer is: " + ocsp);
}

Result<void> accept_peer(const Verdict& verdict, const TlsFacts& facts, const TlsOptions& options) {
  const auto right =
      options.accept ? options.accept(facts) : accept_verdict(verdict, options.verify);
  return right ? accept_staple(facts.ocsp, options.staple) : right;
}

Result<void> set_name(SSL* ssl, const std::string& sni) {
  if (sni.empty() || SSL_set_tlsext_host_name(ssl, sni.c_str()) == 1) return {};
  ERR_clear_error();
  return fail(ErrorKind::usage, "the name for SNI has 1 to 255 characters");
}

Result<void> check_names(const TlsOptions& options) {
  const bool needed = options.verify == Verify::full || options.verify == Verify::name;
  if (!needed || !options.verify_name.empty()) return {};
  return fail(ErrorKind::usage,
              "there is no name to verify the certificate for (--tls-verify-host)");
}

}  // namespace

Result<void> check_options(const TlsOptions& options) {
  if (const auto named = check_names(options); !named) return named;
  if (const auto context = context_for(options); !context) return fail(context.error());
  const auto roots = roots_for(options);
  return roots ? Result<void>() : fail(roots.error());
}

Result<Secured> secure_as_client(FdChannel& plain, const TlsOptions& options,
                                 base::Deadline deadline) {
  if (const auto named = check_names(options); !named) return fail(named.error());
  const auto context = context_for(options);
  if (!context) return fail(context.error());
  const auto roots = roots_for(options);
  if (!roots) return fail(roots.error());

  auto session = std::make_unique<TlsSession>(plain, **context, TlsRole::client);
  if (const auto named = set_name(session->ssl(), options.sni); !named) return fail(named.error());
  session->offer(options);
  if (const auto done = session->handshake(deadline); !done) return fail(done.error());
  if (options.renegotiate)
    if (const auto done = session->handshake_again(deadline); !done) return fail(done.error());

  const Verdict verdict =
      judge_chain(SSL_get_peer_cert_chain(session->ssl()), **roots, options.verify_name);
  const std::string ocsp = judge_ocsp(session->ssl(), **roots);
  ERR_clear_error();
  TlsFacts facts = session->facts();
  facts.ocsp = ocsp;
  facts.trouble = verdict.trouble();
  facts.verified = facts.trouble.empty();
  facts.name_matched = verdict.name_matched;
  if (const auto accepted = accept_peer(verdict, facts, options); !accepted) {
    if (options.on_refused) options.on_refused(facts);
    session->say_goodbye();
    return fail(accepted.error());
  }
  return Secured{std::move(session), std::move(facts)};
}

Result<Secured> secure_as_server(FdChannel& plain, const TlsIdentity& identity,
                                 base::Deadline deadline) {
  auto session = std::make_unique<TlsSession>(plain, *identity.context().ssl, TlsRole::server);
  if (const auto done = session->handshake(deadline); !done) return fail(done.error());
  TlsFacts facts = session->facts();
  return Secured{std::move(session), std::move(facts)};
}

}  // namespace net
