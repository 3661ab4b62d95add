# 分析人员：导出、数据字典
cli-export =
    把已发布的数据导出为 Parquet、CSV 和一个 Excel 文件（含数据字典）
    例：duibiao export 导出
    例：duibiao export 导出 --format parquet --mart fct_school_scores --cycle 2024
cli-export-folder = 写到哪个文件夹（新的、空的，或上一次导出的）
cli-export-format = 只要这种格式，可重复：parquet、csv、xlsx（默认三种都要）
cli-export-mart = 只要这张表，可重复（默认全部）
cli-export-cycle = 按年度的表只要这个年度（默认全部年度）
cli-export-progress = 导出数据
cli-exported = 已导出 { $marts } 张表、共 { $rows } 行，{ $files } 个文件，放在：
cli-export-left-out = { $mart } 有 { $rows } 行，超过一张工作表的上限，没有放进 Excel 文件；请用 Parquet 或 CSV。
export-no-snapshot = 尚未发布过数据。请先运行 duibiao load 和 duibiao build。
export-mart-unknown = 没有这些表：{ $marts }。已有：{ $known }。
export-not-a-folder = { $folder } 不是文件夹。请换一个文件夹名。
export-not-empty = { $folder } 里有别的文件，为免误删，没有导出。请换一个新的文件夹名，或先清空它。
export-dictionary = 数据字典
export-notice = 每张工作表是一张已发布的表，列名与数据库里相同；本表逐列说明。数字未经四舍五入。
export-left-out = 下列表行数过多，没有放进本文件：{ $marts }。
export-table = 表
export-table-title = 表名
export-column = 列
export-column-title = 列名
export-type = 类型
export-meaning = 说明（英文，与 dbt 文档一致）
export-rows = { $count } 行
export-result = 查询结果
export-result-account = 说明
export-result-query = 查询语句
export-result-build = 数据版本号
export-result-moment = 生成时间
export-result-edition = 评分指南
export-read-me-title = 对标：已发布数据的导出
export-read-me-build = 数据版本号 { $build }，生成时间 { $moment }
export-read-me-edition = 评分指南：{ $title }
export-read-me-working = ——工作版，非官方文本；按它算出的分数只供工作参考。
export-read-me-parquet = parquet/　每张表一个文件，类型完整，供 DuckDB、Python、R、Power BI 读取。
export-read-me-csv = csv/　UTF-8（带标记，Excel 可直接打开）；以 = + - @ 或制表符开头的文字前加了一个单引号，以免被当作公式运行。
export-read-me-xlsx = duibiao.xlsx　第一张工作表是数据字典，其后每张表一张工作表。
export-read-me-manifest = manifest.json　各文件的文件校验码（sha256）、列的类型、数据版本号和指南版本。
documentation = 数据表文档
documentation-failed = 数据表文档没有生成成功
    .mend = 请稍后再打开；仍不成功时，请管理员查看服务程序打印的原因。评分和其他页面不受影响。
