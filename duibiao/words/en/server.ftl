# What the server itself says
busy = Busy, please try again shortly.
    .mend = Too many requests came at once; open it again in a few seconds.
gate-host = This server does not answer under this name.
    .mend = Open the address that was shown when it was started; names are added with --allow-host.
gate-foreign = This request comes from another site and was not answered.
    .mend = To open this address, copy it into the address bar of the browser.
gate-closed = There is no such address.
    .mend = Begin at the first page.
gate-no-uploader = This page takes no files.
    .mend = Choose files on the pages Hand in or Checks.
gate-too-large = What was sent is too large and was not taken.
    .mend = A file has at most 50 MB.

download-gone = This address of a download has ended.
    .mend = Go back to the page and follow the link again.
change-not-here = Here the county's figures can be looked at, not changed.
    .mend = This dashboard is for several people and there are no accounts yet. Handing in, verifying, taking back, putting forward and evidence are done by the county office on its own computer: by the command line (duibiao load, take-back, nominate, evidence), or with duibiao serve for itself alone.
change-person = Who acts (office or name)
    .placeholder = e.g. assessment officer
change-nobody = First say who acts, then do this.
template-choose-school = Please choose the school first.
    .mend = Each school has a workbook of its own; choose the school, then download it.
