## Evidence, signed and sealed scans, taking a hand-in back

# ---- Problems of evidence: what is wrong; what was expected (.expected); how to mend it (.mend)

problem-evidence-empty = This file is empty and was not taken
    .expected = a file with something in it
    .mend = Open the original to see whether it is as it should be, save or scan it again, and hand it in.
problem-evidence-too-large = This file is too large and was not taken
    .expected = at most { $limit } MB a file
    .mend = Scan at 200 dpi in grey, or make the pictures smaller; much content can go into several files.
problem-evidence-type-unknown = This is no kind of file that can be evidence, and it was not taken
    .expected = PDF, OFD, a picture (png, jpg, bmp, tif, gif, webp, heic), an Office or WPS document, or a text file (.txt)
    .mend = Save it as PDF or as a picture; of a recording hand in a screenshot, or say where it is kept.
problem-evidence-archive-not-zip = This kind of archive cannot be opened and was not taken
    .expected = a .zip archive, or single files
    .mend = Unpack it and pack it again as .zip, or choose the files inside and upload them together.
problem-evidence-zip-in-zip = There is an archive inside the archive; this inner one was not taken
    .expected = one level of packing
    .mend = Unpack the inner archive and put its files into the same .zip.
problem-evidence-zip-broken = The archive cannot be opened, perhaps because it is not whole; it was not taken
    .expected = a whole .zip archive
    .mend = Pack it again and upload it once more.
problem-evidence-zip-entry-broken = This file of the archive cannot be opened and was not taken
    .expected = a whole file, packed in the usual way
    .mend = Pack it again, or upload this file by itself.
problem-evidence-zip-empty = There is no file in the archive
    .expected = a .zip archive with evidence
    .mend = Look whether this is the right archive.
problem-evidence-zip-too-many = There are too many files in the archive; none was taken
    .expected = at most { $limit } files an archive
    .mend = Upload several archives, one for each dimension or indicator.
problem-evidence-zip-too-large = The archive is too large when unpacked; nothing of it was taken
    .expected = at most { $limit } MB in all when unpacked
    .mend = Upload several archives, or make the pictures smaller first.
problem-evidence-zip-bomb = Unpacked, this file would be hundreds of times as large as packed, which no real paper is; it was not taken
    .expected = an ordinary file
    .mend = Upload this file by itself, or save it as PDF.
problem-evidence-outside-folder = The path of this file points out of the archive; it was not taken
    .expected = ordinary names of files and folders
    .mend = Pack the archive again on your own computer; do not use one that came from elsewhere.
problem-evidence-encrypted = The file has a password and was not taken
    .expected = a file without a password
    .mend = Take the password off (save it again without one) and hand it in.
problem-evidence-reader-stopped = This file could not be looked through and was not taken
    .expected = a file that opens as usual
    .mend = Save it as PDF or pack it again; if that does not help, upload the files one by one.
problem-evidence-unmatched = It is not clear which indicator this file proves; it was not taken
    .expected = a name of the file or its folder that begins with the indicator's code or holds its name. It may be: { $choices }
    .mend = Put the indicator's code before the file's name; where it serves several, write them all with commas between.
problem-evidence-type-differs = The ending of the file's name is not that of its content; it was taken as { $kind }
    .expected = an ending that fits the content
    .mend = If it opens, all is well; if not, save it again with the program it came from.
problem-evidence-active = The file holds macros, scripts or embedded programs; it was taken, and they will not be run
    .expected = a file with content and no programs
    .mend = Better hand it in once more as PDF, for the peace of mind of those who look at it.
problem-evidence-damaged = The file does not seem to be whole; it was taken
    .expected = a whole file
    .mend = Open it and see whether pages are missing; if so, save or scan it again and hand it in.
problem-evidence-check-code-unknown = The check code { $check_code } in the scan's name fits no form of this school; the scan was taken
    .expected = the 16 digits of the check code at the foot of the printed form
    .mend = Compare the check code; if the form was changed since, print it again and have it signed and sealed.
problem-evidence-form-of-nothing = The signed scan was taken, but the school has handed in no form, so it is not known what it signs
    .expected = first the form, then printed, signed, sealed and scanned
    .mend = Hand in the form first, then the scan once more.
problem-evidence-missing = { $count } indicators should have evidence, but none is named and no file is there
    .expected = the title of the evidence in the column 佐证材料, or a file: { $indicators }
    .mend = Add the titles or upload the files; where there is none, say why. The form is taken and scored all the same.

# ---- What is not done

evidence-whose-unknown = Cycle "{ $cycle }" has no school "{ $school }". Check the cycle and the code of the school.
evidence-cycle-closed = Cycle "{ $cycle }" is closed and takes no more evidence. If it must be added, ask the county.
evidence-indicator-unknown = The guide of this cycle has no indicator "{ $indicator }". Check the code.
evidence-no-such-file = There is no evidence with the number "{ $id }". duibiao evidence list shows the numbers.
evidence-several-files = More than one file has a number that begins with "{ $id }". Write more of it.
evidence-of-several = Several schools or cycles have the file with the number "{ $id }". Say which with --cycle and --school.
evidence-target-there = { $path } is there already and was left as it is. Choose another name.

take-back-unknown = There is no form with the receipt "{ $receipt }", or it was refused at the time. Check the receipt.
take-back-already = The form with the receipt "{ $receipt }" was taken back already.
take-back-cycle-closed = Cycle "{ $cycle }" is closed; nothing can be taken back any more. If something is wrong, ask the county.
take-back-reviewed = The county has reviewed this form ({ $receipt }) already; it cannot be taken back any more. If something is wrong, ask the county.
take-back-no-reason = Say why it is taken back.

# ---- Commands

cli-evidence = Evidence: hand in, list, get, withdraw
cli-evidence-add =
    Hand in evidence: single files or a zip, by the indicators' codes or names in the names of files and folders
    Example: duibiao evidence add evidence.zip --cycle 2024 --school S001
    Example: duibiao evidence add photo.jpg --cycle 2024 --school S001 --indicator L01
cli-evidence-files = Files of evidence, or zips
cli-evidence-school = Code of the school
cli-evidence-indicator = Indicator that these files prove (may be given more than once); without it their names tell
cli-evidence-list =
    List the evidence in force
    Example: duibiao evidence list --cycle 2024 --school S001
cli-evidence-list-school = This school only
cli-evidence-get =
    Write a file of evidence out
    Example: duibiao evidence get 3f2a9c81d0b7 --out minutes.pdf
cli-evidence-id = Number of the evidence (the first column of duibiao evidence list)
cli-evidence-out = Write to this file, or into this folder
cli-evidence-withdraw =
    Withdraw evidence that was handed in by mistake; the record of it stays
    Example: duibiao evidence withdraw 3f2a9c81d0b7 --reason "the wrong file"
cli-evidence-column-id = Number
cli-evidence-column-school = School
cli-evidence-column-proves = Indicator
cli-evidence-column-file = File
cli-evidence-column-size = Size
cli-evidence-signed-form = signed form
cli-evidence-size = { $kilobytes } KB
cli-evidence-taken = { $count } files taken, record { $record }.
cli-evidence-here = All these files are here already; nothing was taken twice.
cli-evidence-none-taken = No file was taken.
cli-evidence-line = { $proves }  { $file }
cli-evidence-problem = [{ $severity }] { $file }  { $what }
cli-evidence-none = There is no evidence yet.
cli-evidence-written = Written to { $path }
cli-evidence-withdrawn = Withdrawn: { $file } (record { $record }). It takes effect with the next duibiao build.
cli-take-back =
    Take a school's form back, before the county has reviewed it and the cycle is closed
    Example: duibiao take-back 01940f6a-7d2e-7c3b-9a41-5b0c1d2e3f40 --reason "a wrong number of people"
cli-take-back-receipt = Receipt
cli-taken-back = Taken back: { $receipt } (record { $record }).
cli-taken-back-before = In force is now { $receipt }, which was handed in before.
cli-taken-back-nothing = The school has no form in force now; remember to hand it in again.
