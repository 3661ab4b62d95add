# 命令行
cli-about = 对标：学校报送、评分、排名。每个命令都可加 --help 查看例子。
cli-cycle = 考核年度：关闭、重新开放、延期
cli-guide = 指南：新建样例、检查、导入、导出、比较
cli-option-home = 数据目录（默认 ./data，或环境变量 DUIBIAO_HOME）
cli-option-guide = 指南表格所在目录（默认用程序自带的指南，或环境变量 DUIBIAO_GUIDE）
cli-option-json = 以 JSON 输出，供程序读取
cli-option-version = 显示版本
cli-option-by = 经办人（默认取当前系统用户名）
cli-option-cycle = 考核年度（默认最近一个未关闭的年度）
cli-option-reason = 理由（会留存）
cli-none = 无
cli-files = 报送文件或文件夹

cli-template-school = 学校代码，或 schools、cycles、townships、answers、findings
cli-template-all = 为本年度所有学校各生成一份
cli-template-which = 请给出一个学校代码（或 schools、cycles、townships、answers、findings），或用 --all 生成全部学校的填报表，二者选一。
cli-template-progress = 生成填报表
cli-template-written = 已生成：{ $path }
cli-template-written-all = 已生成 { $count } 份填报表，放在 { $folder }

cli-check =
    检查文件：一次列出全部问题，并给出填报表将得的分；不留存
    例：duibiao check 填报表.xlsx
    例：duibiao check 填报表.xlsx --marked 已标注.xlsx
cli-load =
    接收文件：填报表或长表（schools、cycles、townships、answers、findings），可给文件夹
    例：duibiao load 报送/ 核实.csv
cli-marked = 把标注问题的原文件写到哪里（.xlsx 文件，或文件夹）
marked-name = { $name }（已标注）
cli-marked-same = 标注好的文件不能覆盖原文件：{ $path }。请换一个文件名。
cli-marked-several = 有几个文件，不能都写进 { $target }。请给出一个文件夹。
cli-marked-written = 标注好的文件：{ $path }
cli-confirmed = 情况属实：{ $reason }
cli-understood = “{ $found }”读作 { $value }（{ $note }）
signing-form-unknown = 没有回执号为“{ $receipt }”、现在有效的填报表。请核对回执号；后来又报过的，用最新的回执号。
hand-in-file-unknown = 没有回执号为“{ $receipt }”的填报表。请核对回执号；县里用长表代报的，没有本校自己的文件。
hand-in-file-gone = 回执号为“{ $receipt }”的文件不在了。请把回执号告诉管理员，可从备份恢复。
hand-in-file-unmarked = 回执号为“{ $receipt }”的文件没有问题，不需要标注。请下载原文件。
hand-in-file-unmarkable = 回执号为“{ $receipt }”的文件无法标注。请下载原文件，照页面上列出的单元格改正。
cli-load-progress = 接收文件
cli-load-total = 共 { $total } 个文件：接收 { $taken }，带提醒接收 { $taken-with-warnings }，退回 { $refused }，已在库 { $already-here }。
cli-load-standing = { $file }：含 { $schools } 所学校的填报，其中 { $standing } 所现以此文件为准（同一学校以后接收的为准）。
cli-load-next = 运行 duibiao build 计分并发布。
cli-fate-taken = 可接收
cli-fate-taken-with-warnings = 可接收，有提醒
cli-fate-refused = 退回
cli-fate-already-here = 已在库（内容相同）
cli-receipt = 回执 { $receipt }
cli-severity-error = 错误
cli-severity-warning = 提醒
cli-found = 所填内容：{ $found }
cli-expected = 应为：{ $expected }
cli-mend = 改法：{ $mend }
cli-score = 自评口径得分（百分制）{ $score } 分；适用 { $full } 分中得 { $points } 分
where-of-schools = { $place }（学校 { $schools }）
where-line = 第 { $line } 行
where-line-cell = 第 { $line } 行（{ $cell }）
where-file = 整个文件

cli-withdraw =
    撤回一份报送、红线认定或核实值（记录仍在）
    例：duibiao withdraw 0190… --reason 报错学校
cli-withdraw-receipt = 回执号
cli-withdraw-cycle = 只撤回这个年度的部分
cli-withdraw-school = 只撤回这所学校的部分
cli-withdraw-fact = 只撤回这一项核实值
cli-withdraw-red-line = 只撤回这条红线的认定
cli-withdraw-unknown = 没有回执号为“{ $receipt }”的报送。请核对回执；duibiao sql "select * from fct_submissions" 可以查到。
cli-withdrawn = 已撤回 { $receipt }（记录号 { $record }）。运行 duibiao build 后生效。

cli-cycle-close =
    关闭考核年度，此后不再接收
    例：duibiao cycle close 2024 --reason 已公示
cli-cycle-reopen =
    重新开放已关闭的考核年度
    例：duibiao cycle reopen 2024 --reason 异议更正
cli-cycle-closed = { $cycle } 年度已关闭，此后的报送将被退回。
cli-cycle-reopened = { $cycle } 年度已重新开放。
cli-cycle-extend =
    延长报送截止日：不带 --school 是全部学校，带上则只是一所
    例：duibiao cycle extend 2024 --until 2025-01-20 --school S012 --reason 校舍搬迁
cli-cycle-extend-until = 新的截止日，如 2025-01-20
cli-cycle-extend-school = 只给这一所学校延期（代码或校名）
cli-cycle-extended = { $school ->
    [all] { $cycle } 年度全部学校的报送截止日延至 { $deadline }。
   *[other] { $school } 的 { $cycle } 年度报送截止日延至 { $deadline }。
}

cli-init =
    开始使用：写下县名、数据目录和指南目录，以后的命令都照此办理
    例：duibiao init 某某县
cli-init-county = 县（区）名
cli-init-done = { $county }：已写下 { $path }，在这个目录里运行的命令都照此办理。
cli-init-places =
    数据目录：{ $home }
    指南目录：{ $guide }
cli-init-next =
    接下来：
      1. duibiao guide new 指南.xlsx        得到一份样例指南，用 Excel 或 WPS 改成本县的
      2. duibiao guide check 指南.xlsx      检查，有问题一次列出
      3. duibiao guide import 指南.xlsx     采用
      4. duibiao template schools --out 学校名册.xlsx   学校名册，填好后用 duibiao load 学校名册.xlsx 接收
init-already = { $path } 已经有了（{ $county }），没有改动。要改名称或目录，请用记事本打开它改；要另建一个县，请换一个空目录。
settings-sign-in = 统一身份认证的设置不全，缺：{ $missing }。请在 duibiao.toml 的 [sign_in] 或环境变量里补上。
settings-unreadable = 设置文件 { $path } 读不出来，或缺少 county、home、guide 之一。请用记事本打开改正；也可以删去它，再用 duibiao init 县名 重新写下。
cli-guide-none = 指南目录 { $folder } 里还没有指南。先用 duibiao guide new 指南.xlsx 得到一份样例，改好后用 duibiao guide import 指南.xlsx 采用。
cli-guide-new =
    得到一份小的样例指南（工作簿），每种评分办法都用到一次，用 Excel 或 WPS 改成本县的
    例：duibiao guide new 指南.xlsx
cli-guide-new-file = 写到哪个文件（.xlsx）
cli-guide-new-written = 已写好样例：{ $path }。请改成本县的指南，再用 duibiao guide check { $path } 检查。
cli-guide-what = 指南表格所在目录，或指南工作簿（默认为当前使用的指南）
cli-guide-check-next = 用 duibiao guide import { $path } 采用它。
cli-guide-doubts = 另有 { $count } 处也许不是本意，请核对（不改也可以采用）：
cli-guide-marked-hint = 加 --marked 目录，可得到一份标好问题的工作簿。
cli-guide-check =
    检查指南目录或指南工作簿，一次列出全部问题
    例：duibiao guide check 指南.xlsx --marked .
cli-guide-folder = 指南表格所在目录（默认为当前使用的指南）
cli-guide-right = 指南 { $edition } 无误：{ $title }，{ $dimensions } 个维度、{ $indicators } 项指标、{ $facts } 个填报项。
cli-guide-faulty = 指南有 { $count } 处问题，请改正后再试。
cli-guide-export =
    把指南导出为指南工作簿，可用 Excel 或 WPS 编辑
    例：duibiao guide export --out 指南.xlsx
    例：duibiao guide export 指南目录 --out 指南.xlsx
cli-guide-export-out = 写到哪个文件（默认为 版本代码.xlsx）
cli-guide-exported = 已导出：{ $path }
cli-guide-replace = 覆盖已有的文件
cli-guide-import =
    把指南工作簿读入为指南目录；有问题一次列出全部，没有问题才写
    例：duibiao guide import 指南.xlsx
cli-guide-import-file = 指南工作簿（.xlsx、.xls、.ods）
cli-guide-import-out = 写到哪个目录（默认为 duibiao init 写下的指南目录，没有时为工作簿的名称）
cli-guide-imported = 已写入 { $folder }，共 { $count } 张表。用 --guide { $folder } 使用它。
cli-guide-imported-in-use = 已采用：写入 { $folder }，共 { $count } 张表。

cli-build =
    接收新记录、计分、发布；也可退回较早的数据版本
    例：duibiao build
    例：duibiao build --back-to <数据版本号> --reason 指南载入有误
cli-build-back-to = 退回还保留着的某个较早的数据版本，不重新计分
cli-build-reason = 退回的原因，记入审计记录
cli-build-by-dbt = 由 dbt 直接运行计分项目，不使用已编译的语句；结果相同
cli-build-engine = 由谁计算：本机的 DuckDB，或 Spark 集群（须装有 spark 组的程序库和 Java）；结果相同
cli-build-master = Spark 集群主节点的地址，如 spark://host:7077；各工作节点须能以相同路径访问数据目录
cli-build-master-and-engine = --engine spark 与 --master 须同时给出，或都不给。
cli-build-by-dbt-on-spark = --by-dbt 只用于 DuckDB：dbt 会让 Spark 把放不下的数当作空值放过。请去掉其中一个。
cli-rebuild =
    由记录与原件重新生成全部数据表
    例：duibiao rebuild
cli-built = 已发布 { $build }，用时 { $seconds } 秒：{ $snapshot }
cli-seal-head = 校验封存码：{ $head }
build-locked = 另一次计分正在进行，等待 { $seconds } 秒仍未结束。请稍后再试；若确无其他计分在进行，请重启本机后再试。
build-dbt-failed =
    计分未通过，未发布，仍使用上一个版本。未通过的是：
    { $messages }
    .mend = 已收到回执的内容都在。请把以上内容告诉管理员；改好后点“立即计分”或运行 duibiao build。
build-memory-unreadable = 环境变量 DUIBIAO_BUILD_MEMORY 写的是“{ $said }”，看不出是多少内存，未计分，仍使用上一个版本。请写成 2GB、800MB 这样的大小，或去掉它。
build-memory-full = 计分所需的内存超过上限 { $memory }，未发布，仍使用上一个版本；已收到回执的内容都在。请把环境变量 DUIBIAO_BUILD_MEMORY 设大一些（如 6GB），或换内存更大的机器，再运行 duibiao build。
build-spark-missing = 本机未安装 Spark，未计分，仍使用上一个版本。请安装 requirements-spark.lock 所列的程序库，或不用 --engine。
build-java-missing = Spark 需要 Java，本机未安装，未计分，仍使用上一个版本。请安装 Java 17，或不用 --engine。
build-cluster-refuses = 无法使用 Spark 主节点 { $master }，未计分，仍使用上一个版本。请核对地址，并查看主节点自己的页面。（{ $message }）
build-no-workers = Spark 主节点 { $master } 在 { $seconds } 秒内没有工作节点接受任务，未计分，仍使用上一个版本。请在主节点自己的页面上查看它是否在运行、有无空闲内存的工作节点。
build-edition-unknown = { $cycle } 年度指定的指南版本“{ $edition }”不在指南表格里。请把该版本放进指南目录，或改正年度表。
build-edition-frozen = { $cycle } 年度已关闭，它所用的指南版本“{ $edition }”不可再改。请给改动后的指南另起一个版本号。
build-guide-faulty = 指南有 { $count } 处问题，未计分，仍使用上一个版本。请运行 duibiao guide check 查看。
build-unforeseen = 计分中断：{ $message }。仍使用上一个版本。
    .mend = 会自动再试；若仍不行，请运行 duibiao verify 看记录是否完好，再把这句话告诉管理员。

cli-verify =
    核对记录与原件是否完整、未被改动
    例：duibiao verify
cli-verify-head = 以前打印过的校验封存码，用来核对
cli-verified = 已核对：已封存记录 { $sealed } 条，尚未封存 { $unsealed } 条，原件 { $originals } 份。
cli-verify-not-whole = 数据不完整：请按上面每一条的办法处理，再核对一次。

cli-sql =
    对当前发布的数据执行一条只读查询
    例：duibiao sql "select school_id, score from fct_school_scores" --format csv
cli-sql-statement = 一条 SELECT 语句
cli-sql-format = table、csv、json 或 parquet
cli-sql-out = 写到文件
cli-sql-format-unknown = 不认识的格式“{ $form }”，可用 table、csv、json、parquet。
cli-sql-parquet-needs-out = parquet 须用 --out 指定写到哪个文件。
cli-sql-cut = 只显示前 { $shown } 行，共 { $total } 行；用 --format csv 取得全部。
query-no-snapshot = 尚未发布过数据。请先运行 duibiao build。
query-not-one-select = 只接受一条 SELECT 语句。
query-failed = 查询未执行：{ $message }
query-not-a-select = { $kind } 语句在这里不能运行：只接受一条 SELECT 语句。
query-reaches-out = 没有运行：查询只能读已发布的数据表，不能读写文件，也不能访问网络。
query-takes-too-long = 查询超过 { $seconds } 秒，已中止。请加条件、先汇总，或检查连接条件是否写漏。
query-too-large = 查询占用的内存过大，已中止。请加条件或先汇总再查。
query-too-many-rows = 结果超过 { $most } 行，没有生成。请加条件或汇总后再取；整张表请用 duibiao export。
query-too-long = 查询语句超过 { $most } 个字符，或注释多于 { $comments } 处，没有运行。
query-no-sandbox = 没有运行：这台服务器没有可用的沙箱（bubblewrap 或 Landlock），SQL 查询只在本机开放。请管理员安装 bubblewrap（Debian：apt-get install bubblewrap）。
query-too-deep = 没有运行：括号或子查询套得太多层。请用 with 把它拆成几步。
query-hidden-character = 没有运行：第 { $place } 个字符（{ $found }）看不见，可能是粘贴时带进来的。请删去后重新输入。
query-unfamiliar = 没有运行：这里不接受“{ $part }”。可以用 SELECT、WITH、DESCRIBE、SUMMARIZE、SHOW TABLES，以及写明取值的 PIVOT。
query-open-pivot = 没有运行：PIVOT 须写明取哪些值，例如 pivot fct_school_scores on basis in ('self', 'verified') using avg(score)。
query-parameter = 没有运行：语句里有待填的参数（? 或 $）。请直接写上值。
query-unknown-table = 没有运行：没有名为“{ $name }”的数据表。{ $like ->
    [blank] 用 show tables 查看有哪些表；文件和网址不能查询。
   *[other] 是不是“{ $like }”？
  }
query-function = 没有运行：函数 { $name } 在这里不能用。{ $why ->
    [files] 它会读文件；查询只能读已发布的数据表。
    [sql] 它把文字当作语句来运行，或把文字当作表名。
    [state] 它会改变或查看数据库的内部状态，或只是等待。
    [machine] 它讲的是数据库和计算机，不是数据。
    [raw] 它只供数据库内部使用。
   *[unknown] 没有这个函数，或还没有核准。
  }{ $like ->
    [blank] {""}
   *[other] 是不是 { $like }？
  }
query-type = 没有运行：不能转换为类型 { $name }。可以用 varchar、integer、decimal、double、date、timestamp 等。
query-strange-type = 结果里有无法取出的数据类型，没有显示。请用 ::varchar 把该列转成文字。
query-busy = 已有 { $count } 个查询正在运行。请等几秒再点“运行”。

cli-serve =
    打开看板；有新报送时自动计分
    例：duibiao serve --port 8501
cli-serve-port = 端口
cli-serve-host = 监听地址（默认只限本机）
cli-serve-allow-host = 另外应答的主机名（可重复；经代理访问、或监听其他地址时需要）
cli-serve-shared = 供多人使用：页面上不能报送、核实、撤回、推荐、交佐证材料（监听其他地址时总是如此）
cli-serving-no-sandbox = 这台计算机没有可用的沙箱：收到的文件仍在有时间和内存限额的子进程里读取，但系统不另行隔离。在 Linux 上安装 bubblewrap 后重新启动即可。
cli-serving-no-sql = 这台计算机没有可用的沙箱，从别的计算机不能运行 SQL 查询，其余页面不受影响。安装 bubblewrap 后重新启动即可（Debian：apt-get install bubblewrap）。
cli-serving = 看板地址：{ $address } （按 Ctrl+C 结束）
cli-serve-ended = 看板已退出（代码 { $code }）。请查看上面的输出；端口被占用时可用 --port 换一个。

cli-demo =
    生成一个虚构的县（学校均为虚构），报送、计分、发布并打开看板
    例：duibiao demo --home 演示
cli-demo-no-serve = 发布后不打开看板
cli-demo-today = 各年度的日期以哪一天为今天推算（默认就是今天）
cli-demo-progress-make = 填写虚构学校的填报表
cli-demo-progress-load = 接收填报表
cli-demo-made = 虚构县已就绪：{ $schools } 所学校、{ $cycles } 个年度、{ $workbooks } 份填报表（退回 { $refused } 份），文件在 { $folder }
cli-demo-here = { $home } 里已有演示数据，直接使用。
cli-demo-not-empty = { $home } 里已有不是演示的数据。请用 --home 另选一个空目录。
cli-demo-story = 指南里给虚构县用的 { $file } 不能用：{ $found } 请改正或移走这个文件；它与计分无关。
cli-unforeseen = 出现未预料的问题：{ $message }。已收到回执的内容都在。请把这句话和所用命令告诉维护人员；设 DUIBIAO_DEBUG=1 再运行可看到详情。
cli-disk = 文件读写失败：{ $message }
cli-out-form = --out 写的“{ $path }”这里写不出；能写的文件是 { $forms }。请改文件名，或写文件夹名，如 { $folder }。什么都没有写。
cli-out-several = 要写的不止一个文件，“{ $path }”却是一个文件名。请改写文件夹名，如 { $folder }。什么都没有写。
cli-out-several-zip = 要写的不止一个文件，“{ $path }”却是一个文件名。请改写文件夹名，如 { $folder }，或 { $folder }.zip。什么都没有写。
