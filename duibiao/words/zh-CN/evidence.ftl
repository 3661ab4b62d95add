## 佐证材料、签字盖章扫描件、撤回报送

# ---- 佐证材料里的问题：现为何（正文）、应为何（.expected）、怎么改（.mend）

problem-evidence-empty = 这个文件是空的，没有接收
    .expected = 有内容的文件
    .mend = 请打开原文件看看是否正常，重新另存或重新扫描后再交。
problem-evidence-too-large = 这个文件太大，没有接收
    .expected = 每个文件不超过 { $limit } MB
    .mend = 扫描时选 200 dpi、灰度，或把图片压缩后再交；内容多的可以拆成几个文件。
problem-evidence-type-unknown = 这不是能作为佐证材料的文件，没有接收
    .expected = PDF、OFD、图片（png、jpg、bmp、tif、gif、webp、heic）、Office 或 WPS 文档，或文本文件（.txt）
    .mend = 请另存为 PDF 或图片再交；录音录像请截图或写明存放处。
problem-evidence-archive-not-zip = 这种压缩包打不开，没有接收
    .expected = .zip 压缩包，或直接交单个文件
    .mend = 请解压后重新压缩成 .zip，或直接选中里面的文件一起上传。
problem-evidence-zip-in-zip = 压缩包里还有压缩包，里面这个没有接收
    .expected = 只压缩一层
    .mend = 请把里面的压缩包解压，把文件放进同一个 .zip。
problem-evidence-zip-broken = 压缩包打不开，可能没有传完整，没有接收
    .expected = 完整的 .zip 压缩包
    .mend = 请重新压缩后再上传。
problem-evidence-zip-entry-broken = 压缩包里的这个文件打不开，没有接收
    .expected = 完整、用普通方式压缩的文件
    .mend = 请重新压缩，或把这个文件单独上传。
problem-evidence-zip-empty = 压缩包里没有文件
    .expected = 装有佐证材料的 .zip 压缩包
    .mend = 请看看是不是选错了压缩包。
problem-evidence-zip-too-many = 压缩包里的文件太多，整个没有接收
    .expected = 每个压缩包不超过 { $limit } 个文件
    .mend = 请按维度或指标分成几个压缩包上传。
problem-evidence-zip-too-large = 压缩包解开后太大，整个没有接收
    .expected = 解开后合计不超过 { $limit } MB
    .mend = 请分成几个压缩包上传，或先压缩图片。
problem-evidence-zip-bomb = 这个文件解开后会比压缩时大几百倍，不像真实材料，没有接收
    .expected = 普通的文件
    .mend = 请把这个文件单独上传，或另存为 PDF 再交。
problem-evidence-outside-folder = 压缩包里这个文件的路径指向压缩包以外，没有接收
    .expected = 普通的文件名和文件夹名
    .mend = 请在自己的电脑上重新压缩，不要用别处得来的压缩包。
problem-evidence-encrypted = 文件有密码，没有接收
    .expected = 没有密码的文件
    .mend = 请去掉密码（另存时不设密码）后再交。
problem-evidence-reader-stopped = 这个文件看不下去了，没有接收
    .expected = 能正常打开的文件
    .mend = 请另存为 PDF 或重新压缩后再交；仍不行就把文件分开上传。
problem-evidence-unmatched = 看不出这个文件证明哪个指标，没有接收
    .expected = 文件名或所在文件夹名以指标代码开头，或含有指标名称。可能是：{ $choices }
    .mend = 请在文件名前加上指标代码再交，几个指标都用得上就都写上，中间用顿号。
problem-evidence-type-differs = 文件的扩展名和内容不一样，已按内容（{ $kind }）接收
    .expected = 扩展名和内容一致
    .mend = 能打开就不用管；打不开时请用原来的软件另存一次再交。
problem-evidence-active = 文件里带有宏、脚本或嵌入的程序，已接收，但不会运行它
    .expected = 只有内容、没有程序的文件
    .mend = 建议另存为 PDF 再交一次，查看的人更放心。
problem-evidence-damaged = 文件好像没有传完整，已接收
    .expected = 完整的文件
    .mend = 请打开看看是否缺页；缺的话重新另存或扫描后再交一次。
problem-evidence-check-code-unknown = 扫描件文件名里的校验码 { $check_code } 和本校交过的填报表都对不上，已接收
    .expected = 打印的填报表页脚上的 16 位校验码
    .mend = 请核对校验码；如果表后来又改过，请打印新的一份重新签字盖章。
problem-evidence-form-of-nothing = 签字盖章的扫描件已接收，但本校尚未交填报表，不知道签的是哪一份
    .expected = 先交填报表，再打印、签字、盖章、扫描
    .mend = 请先交填报表，再把扫描件交一次。
problem-evidence-missing = 有 { $count } 个指标该有佐证材料，却没有写，也没有文件
    .expected = 在“佐证材料”栏写明材料名称，或上传文件：{ $indicators }
    .mend = 请补写材料名称或上传文件；确实没有的，请说明情况。不影响接收和得分。

# ---- 不办的事

evidence-whose-unknown = 年度“{ $cycle }”里没有学校“{ $school }”。请核对年度和学校代码。
evidence-cycle-closed = 年度“{ $cycle }”已经关闭，不再收佐证材料。确需补交，请与县里联系。
evidence-indicator-unknown = 这个年度的指南里没有指标“{ $indicator }”。请核对指标代码。
evidence-no-such-file = 没有材料代码为“{ $id }”的佐证材料。材料代码见 duibiao evidence list。
evidence-several-files = 材料代码“{ $id }”不止一个文件。请多写几位。
evidence-of-several = 材料代码“{ $id }”的文件几所学校或几个年度都交了。请用 --cycle、--school 说明撤回哪一个。
evidence-target-there = { $path } 已经存在，没有改动它。请换一个文件名。

take-back-unknown = 没有回执号为“{ $receipt }”的填报表，或者它当时就被退回了。请核对回执号。
take-back-already = 回执号“{ $receipt }”的填报表已经撤回过了。
take-back-cycle-closed = 年度“{ $cycle }”已经关闭，不能再撤回。有情况请与县里联系。
take-back-reviewed = 县里已经核实过这份填报表（{ $receipt }），不能再自行撤回。有情况请与县里联系。
take-back-no-reason = 请写明撤回的理由。

# ---- 命令

cli-evidence = 佐证材料：交、看、取、撤
cli-evidence-add =
    交佐证材料：单个文件或 zip；按文件名、文件夹名里的指标代码或名称归到指标
    例：duibiao evidence add 佐证.zip --cycle 2024 --school S001
    例：duibiao evidence add 照片.jpg --cycle 2024 --school S001 --indicator L01
cli-evidence-files = 佐证材料文件或 zip
cli-evidence-school = 学校代码
cli-evidence-indicator = 这些文件证明的指标（可多次写）；不写则看文件名
cli-evidence-list =
    列出有效的佐证材料
    例：duibiao evidence list --cycle 2024 --school S001
cli-evidence-list-school = 只看这所学校
cli-evidence-get =
    把一份佐证材料取出来
    例：duibiao evidence get 3f2a9c81d0b7 --out 会议记录.pdf
cli-evidence-id = 材料代码（duibiao evidence list 的第一栏）
cli-evidence-out = 写到这个文件，或这个文件夹
cli-evidence-withdraw =
    撤回一份交错的佐证材料；记录仍在
    例：duibiao evidence withdraw 3f2a9c81d0b7 --reason 交错了文件
cli-evidence-column-id = 材料代码
cli-evidence-column-school = 学校
cli-evidence-column-proves = 指标
cli-evidence-column-file = 文件
cli-evidence-column-size = 大小
cli-evidence-signed-form = 签字盖章
cli-evidence-size = { $kilobytes } KB
cli-evidence-taken = 接收 { $count } 个文件，记录号 { $record }。
cli-evidence-here = 这些文件都已经在库里，没有重复收。
cli-evidence-none-taken = 没有接收任何文件。
cli-evidence-line = { $proves }  { $file }
cli-evidence-problem = [{ $severity }] { $file }  { $what }
cli-evidence-none = 还没有佐证材料。
cli-evidence-written = 已写到 { $path }
cli-evidence-withdrawn = 已撤回 { $file }（记录号 { $record }）。运行 duibiao build 后生效。
cli-take-back =
    撤回本校交的一份填报表（县里核实之前、年度关闭之前）
    例：duibiao take-back 01940f6a-7d2e-7c3b-9a41-5b0c1d2e3f40 --reason 人数填错了
cli-take-back-receipt = 回执号
cli-taken-back = 已撤回 { $receipt }（记录号 { $record }）。
cli-taken-back-before = 现在有效的是之前交的 { $receipt }。
cli-taken-back-nothing = 本校现在没有有效的填报表，请记得重新交。
