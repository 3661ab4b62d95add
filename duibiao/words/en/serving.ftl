# Serving
serve-no-accounts = There are no accounts, so nothing is served beyond this computer ({ $host }). Make an administrator first: duibiao user add LOGIN --name NAME --role administrator; or run duibiao serve here and use the one-time address that it shows.
serve-unencrypted = Beyond this computer ({ $host }) connections must be encrypted: name a certificate (--certificate, --key) or the address of the proxy that encrypts (--proxy).
cli-serve-open = Nobody signs in, even where there are accounts; on this computer alone
cli-serve-certificate = A certificate (PEM): serve over https
cli-serve-key = The certificate's key (PEM)
cli-serve-proxy = The IP address of the proxy that encrypts; it alone is believed about from where and how
cli-serving-first = There are no accounts yet. To have everybody sign in, make the administrator's within an hour by this one-time address: { $address }
serve-open-elsewhere = --open is for one person on this computer: not with --shared, --allow-host, --proxy or --certificate, and not beyond this computer.
