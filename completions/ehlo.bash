# bash completion for ehlo. Made by 'ehlo --completion bash'; do not edit.
_ehlo() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local words='' files='' others='' values='' list='' before=''
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'send run probe mx banner codes serve --help --version --completion' -- "$current")
    return
  fi
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous="${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "${COMP_WORDS[1]}" in
    send)
      words='-h --help -s --server -p --port --socket --pipe --copy-routing -4 --ipv4 -6 --ipv6 --lmtp --local-interface --local-port --dns-server --timeout -f --from -t --to --cc --bcc --helo --ehlo --lhlo --pipeline -q --quit-after --drop-after --drop-after-send --dsn-ret --dsn-envid --dsn-notify --dsn-orcpt --smtputf8 --requiretls --deliver-by --hold-for --hold-until --priority --rrvs --mail-auth --mail-param --rcpt-param --prdr --chunking --chunk-size --binary --xclient --xclient-addr --xclient-name --xclient-port --xclient-proto --xclient-destaddr --xclient-destport --xclient-helo --xclient-login --xclient-reverse-name --xforward-addr --xforward-name --xforward-port --xforward-proto --xforward-helo --xforward-ident --xforward-source --xclient-delim --xclient-no-verify --xclient-before-starttls --xclient-optional --xclient-optional-strict --proxy-version --proxy --proxy-family --proxy-protocol --proxy-command --proxy-source --proxy-source-port --proxy-dest --proxy-dest-port --proxy-tlv --tls --tls-optional --tls-optional-strict --tls-on-connect --tlsc --no-tls --insecure --tls-verify --tls-verify-ca --tls-verify-host --tls-verify-target --tls-ca-path --tls-cert --tls-key --tls-chain --tls-key-password-file --tls-sni --tls-protocol --tls-cipher --tls-get-peer-cert --tls-get-peer-chain -a --auth --auth-optional --auth-optional-strict --no-auth --auth-force --auth-user --auth-authzid --auth-realm --auth-domain --auth-password --auth-password-file --auth-password-command --auth-token --auth-token-file --auth-token-command --header --add-header --subject --body --html --attach --attach-type --attach-name --attach-body --inline --8bit -d --data --sample --no-data-fixup --tokens --sign-dkim --dkim-canon --dump-mail --count --recipients --sessions --reuse --rate --show-data -n --suppress-data --timing --show-time-lapse --raw --hide-send --hide-receive --hide-info --hide-informational --hide-all -S --silent --json --record --color --show-config --profile'
      files='--socket|--tls-ca-path|--tls-cert|--tls-key|--tls-chain|--tls-key-password-file|--tls-get-peer-cert|--tls-get-peer-chain|--auth-password-file|--auth-token-file|--body|--html|--attach|--attach-body|--inline|-d|--data|--sign-dkim|--recipients|--record'
      others='-s|--server|-p|--port|--pipe|--copy-routing|--local-interface|--local-port|--dns-server|--timeout|-f|--from|-t|--to|--cc|--bcc|--helo|--ehlo|--lhlo|--dsn-envid|--deliver-by|--hold-for|--hold-until|--priority|--rrvs|--mail-auth|--mail-param|--rcpt-param|--chunk-size|--xclient|--xclient-addr|--xclient-name|--xclient-port|--xclient-proto|--xclient-destaddr|--xclient-destport|--xclient-helo|--xclient-login|--xclient-reverse-name|--xforward-addr|--xforward-name|--xforward-port|--xforward-proto|--xforward-helo|--xforward-ident|--xforward-source|--proxy|--proxy-source|--proxy-source-port|--proxy-dest|--proxy-dest-port|--proxy-tlv|--tls-verify-target|--tls-sni|--tls-cipher|--auth-user|--auth-authzid|--auth-realm|--auth-domain|--auth-password|--auth-password-command|--auth-token|--auth-token-command|--header|--add-header|--subject|--attach-type|--count|--sessions|--reuse|--rate|--profile'
      case $previous in
        -q|--quit-after) values='banner connect first-ehlo first-helo ehlo helo starttls tls auth mail from rcpt to data dot' ;;
        --drop-after) values='banner connect first-ehlo first-helo ehlo helo starttls tls auth mail from rcpt to data dot' ;;
        --drop-after-send) values='banner connect first-ehlo first-helo ehlo helo starttls tls auth mail from rcpt to data dot' ;;
        --dsn-ret) values='FULL HDRS' ;;
        --dsn-notify) values='NEVER SUCCESS FAILURE DELAY' list=, ;;
        --proxy-version) values='1 2' ;;
        --proxy-family) values='TCP4 TCP6 AF_INET AF_INET6 AF_UNIX AF_UNSPEC' ;;
        --proxy-protocol) values='STREAM DGRAM UNSPEC' ;;
        --proxy-command) values='PROXY LOCAL' ;;
        --tls-protocol) values='tlsv1 tlsv1_1 tlsv1_2 tlsv1_3 no_tlsv1 no_tlsv1_1 no_tlsv1_2 no_tlsv1_3' list=, ;;
        -a|--auth) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' list=, ;;
        --auth-optional) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' list=, ;;
        --auth-optional-strict) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' list=, ;;
        --sample) values='eicar gtube 8bit smtputf8 long-lines nested-mime empty bare-lf' ;;
        --dkim-canon) values='simple relaxed simple/simple simple/relaxed relaxed/simple relaxed/relaxed' ;;
        -S|--silent) values='1 2 3' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    run)
      words='-h --help --var --variable --vars-file --variables-file --secret --secrets-file -s --server --connect-to --dns-server -4 --ipv4 -6 --ipv6 --timeout --max-time --tls-ca-path --insecure -j --jobs --repeat --retry --retry-interval --fail-fast --only --from-line --to-line --allow-unchecked --check --format --in-place --to-session -v --verbose -q --quiet --json --tap --report-tap --junit --report-junit --color --show-config --profile'
      files='--vars-file|--variables-file|--secret|--secrets-file|--tls-ca-path|--junit|--report-junit'
      others='--var|--variable|-s|--server|--connect-to|--dns-server|--timeout|--max-time|-j|--jobs|--repeat|--retry|--retry-interval|--only|--from-line|--to-line|--profile'
      case $previous in
        --color) values='auto always never' ;;
      esac
      ;;
    probe)
      words='-h --help --submission --only --skip --dnsbl --list-checks --explain --helo --ehlo --timeout --max-time -4 -6 --dns-server --dns-timeout --tls-ca-path --tls-verify-target --tls-sni --cert-warn --cert-fail --pin-sha256 -a --auth --auth-user --auth-password --auth-password-file --auth-password-command --auth-token --auth-token-file --auth-token-command --insecure --rcpt --envelope -f --from --retry-greylist --relay-test --open-relay --starttls-test --smuggling --tls-enumerate --ntlm -j --jobs --per-host --rate --in-order --shard --resume --merge --fail-on --all --json --color --junit --baseline --record --emit-session --nagios -w --warning -c --critical -H --hostname -p --port --show-config --profile'
      files='--tls-ca-path|--auth-password-file|--auth-token-file|--resume|--junit|--baseline|--record|--emit-session'
      others='--dnsbl|--helo|--ehlo|--timeout|--max-time|--dns-server|--dns-timeout|--tls-verify-target|--tls-sni|--cert-warn|--cert-fail|--pin-sha256|--auth-user|--auth-password|--auth-password-command|--auth-token|--auth-token-command|--rcpt|-f|--from|--retry-greylist|--relay-test|-j|--jobs|--per-host|--rate|--shard|-w|--warning|-c|--critical|-H|--hostname|-p|--port|--profile'
      case $previous in
        --only) values='resolve ipv6 addresses-alike reverse-name reverse-confirmed dnsbl connect connect-filtered connect-refused connect-unreachable connect-route connect-socket greeting greeting-silent greeting-unfinished greeting-lost greeting-not-smtp tls-on-plaintext-port greeting-refused greeting-busy early-talker greeting-slow greeting-masked greeting-name greeting-syntax greeting-known-as keywords-alike ehlo ehlo-lost ehlo-refused ehlo-masked ehlo-name ehlo-size ehlo-keywords ehlo-repeated ehlo-in-tls starttls-in-tls starttls-offered starttls-refused starttls-injection starttls-lost starttls-enforced starttls-command-injection tls-handshake plaintext-on-tls-port tls-version tls-cipher tls-forward-secrecy tls-group tls-client-certificate tls-master-secret tls-secure-renegotiation tls-tickets tls-early-data tls-versions tls-suites tls-order tls-groups tls-resumption tls-client-renegotiation tls-server-name certificate-trusted certificate-expired certificate-not-yet-valid certificate-self-signed certificate-chain certificate-root certificate-purpose certificate-weak certificate-invalid certificate-name certificate-expires certificate-order certificate-root-sent certificate-key certificate-signature certificate-staple certificate-pin dane-lookup dane-secure dane-usable dane-match dane-name dane-rollover mta-sts-policy mta-sts-covers mta-sts-certificate auth-offered auth-clear auth-weak auth-login auth-ntlm recipient null-sender postmaster abuse vrfy-closed expn-closed smtputf8 relay open-relay smuggling reached domain-mx domain-spf domain-dkim domain-dmarc domain-mta-sts domain-tls-rpt domain-dane domain-dnssec domain-caa domain-bimi domain-srv' list=, ;;
        --skip) values='resolve ipv6 addresses-alike reverse-name reverse-confirmed dnsbl connect connect-filtered connect-refused connect-unreachable connect-route connect-socket greeting greeting-silent greeting-unfinished greeting-lost greeting-not-smtp tls-on-plaintext-port greeting-refused greeting-busy early-talker greeting-slow greeting-masked greeting-name greeting-syntax greeting-known-as keywords-alike ehlo ehlo-lost ehlo-refused ehlo-masked ehlo-name ehlo-size ehlo-keywords ehlo-repeated ehlo-in-tls starttls-in-tls starttls-offered starttls-refused starttls-injection starttls-lost starttls-enforced starttls-command-injection tls-handshake plaintext-on-tls-port tls-version tls-cipher tls-forward-secrecy tls-group tls-client-certificate tls-master-secret tls-secure-renegotiation tls-tickets tls-early-data tls-versions tls-suites tls-order tls-groups tls-resumption tls-client-renegotiation tls-server-name certificate-trusted certificate-expired certificate-not-yet-valid certificate-self-signed certificate-chain certificate-root certificate-purpose certificate-weak certificate-invalid certificate-name certificate-expires certificate-order certificate-root-sent certificate-key certificate-signature certificate-staple certificate-pin dane-lookup dane-secure dane-usable dane-match dane-name dane-rollover mta-sts-policy mta-sts-covers mta-sts-certificate auth-offered auth-clear auth-weak auth-login auth-ntlm recipient null-sender postmaster abuse vrfy-closed expn-closed smtputf8 relay open-relay smuggling reached domain-mx domain-spf domain-dkim domain-dmarc domain-mta-sts domain-tls-rpt domain-dane domain-dnssec domain-caa domain-bimi domain-srv' list=, ;;
        --explain) values='resolve ipv6 addresses-alike reverse-name reverse-confirmed dnsbl connect connect-filtered connect-refused connect-unreachable connect-route connect-socket greeting greeting-silent greeting-unfinished greeting-lost greeting-not-smtp tls-on-plaintext-port greeting-refused greeting-busy early-talker greeting-slow greeting-masked greeting-name greeting-syntax greeting-known-as keywords-alike ehlo ehlo-lost ehlo-refused ehlo-masked ehlo-name ehlo-size ehlo-keywords ehlo-repeated ehlo-in-tls starttls-in-tls starttls-offered starttls-refused starttls-injection starttls-lost starttls-enforced starttls-command-injection tls-handshake plaintext-on-tls-port tls-version tls-cipher tls-forward-secrecy tls-group tls-client-certificate tls-master-secret tls-secure-renegotiation tls-tickets tls-early-data tls-versions tls-suites tls-order tls-groups tls-resumption tls-client-renegotiation tls-server-name certificate-trusted certificate-expired certificate-not-yet-valid certificate-self-signed certificate-chain certificate-root certificate-purpose certificate-weak certificate-invalid certificate-name certificate-expires certificate-order certificate-root-sent certificate-key certificate-signature certificate-staple certificate-pin dane-lookup dane-secure dane-usable dane-match dane-name dane-rollover mta-sts-policy mta-sts-covers mta-sts-certificate auth-offered auth-clear auth-weak auth-login auth-ntlm recipient null-sender postmaster abuse vrfy-closed expn-closed smtputf8 relay open-relay smuggling reached domain-mx domain-spf domain-dkim domain-dmarc domain-mta-sts domain-tls-rpt domain-dane domain-dnssec domain-caa domain-bimi domain-srv' ;;
        -a|--auth) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' list=, ;;
        --fail-on) values='warn fail' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    mx)
      words='-h --help --only --all --explain --selector --dnsbl --sender-check --route --spf-check --tlsa-for --dns-server --dns-timeout --tls-ca-path -j --jobs --fail-on --json --short --color --show-config --profile'
      files='--tlsa-for|--tls-ca-path'
      others='--only|--selector|--dnsbl|--route|--spf-check|--dns-server|--dns-timeout|-j|--jobs|--profile'
      case $previous in
        --fail-on) values='warn fail' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    banner)
      words='-h --help --mx -p --port -4 --ipv4 -6 --ipv6 --all-addresses --lmtp --dns-server --timeout --ehlo --helo --ptr --talk-early -j --jobs --per-host --rate --in-order --shard --resume --merge --fail-on --json --color --show-config --profile'
      files='--resume'
      others='-p|--port|--dns-server|--timeout|--helo|-j|--jobs|--per-host|--rate|--shard|--profile'
      case $previous in
        --fail-on) values='warn fail' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    codes)
      words='-h --help --as --search --reason --class --list --json --short --explain --why --exit-by-class --summary --since --rules --show-config --profile'
      files='--rules'
      others='--search|--reason|--since|--profile'
      case $previous in
        --as) values='auto text mail log' ;;
        --class) values='2 3 4 5' ;;
      esac
      ;;
    serve)
      words='-h --help -l --listen --name --lmtp --once --count --timeout --loop --on --max-size --tls-cert --tls-key --tls-key-password-file --tls-on-connect --tlsc --no-tls --user --var --variable --vars-file --variables-file --secret --secrets-file --maildir --mbox --color --show-data --quiet --show-config --profile'
      files='--tls-cert|--tls-key|--tls-key-password-file|--user|--vars-file|--variables-file|--secret|--secrets-file|--maildir|--mbox'
      others='-l|--listen|--name|--count|--timeout|--on|--max-size|--var|--variable|--profile'
      case $previous in
        --color) values='auto always never' ;;
      esac
      ;;
  esac
  if [[ -n $values && $current != -* ]]; then
    [[ -n $list && $current == *,* ]] && before="${current%,*},"
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$values" -- "${current##*,}")
  elif [[ -n $others && $previous =~ ^($others)$ ]]; then
    return
  elif [[ -n $files && $previous =~ ^($files)$ || $current != -* ]]; then
    case $current in
      @*) mapfile -t COMPREPLY < <(compgen -P @ -f -- "${current#@}") ;;
      *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}
complete -o filenames -F _ehlo ehlo
