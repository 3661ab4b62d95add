# 审计记录
verify-trail-altered = 审计记录被改动：{ $identifier }
    .mend = 用备份里的同一天核对；不要改动 audit 文件夹。查明是谁改的。
verify-trail-missing = 审计记录缺少一天：{ $identifier }
    .mend = 从备份恢复 audit 文件夹里这一天的文件。
trail-empty = 还没有审计记录。
trail-none = 这一天没有符合的记录。
trail-day = 日期
trail-find = 查找（账号、学校、所办的事等）
trail-show = 查看
trail-count = 共 { $count } 条，显示最近 { $shown } 条。
trail-file = 下载当天全部记录
trail-done = 已办
trail-refused = 未准
trail-column-at = 时间
trail-column-who = 谁
trail-column-role = 职责
trail-column-action = 办了什么
trail-column-outcome = 结果
trail-column-about = 关于
trail-column-from = 来自
action-look = 查看系统
action-see_schools = 查看学校名单
action-see_waiting = 查看待计分的报送
action-open_desk = 打开填报简易版
action-open_office = 打开县办工作台
action-fetch_form = 下载填报表
action-see_draft = 查看网页填报的草稿
action-fill_in = 在网页上填报
action-check = 检查填报表
action-hand_in = 报送填报表
action-take_back = 撤回本校的报送
action-bring_evidence = 提交佐证材料
action-withdraw_evidence = 撤回佐证材料
action-read_hand_in = 下载报送的文件
action-read_answers = 查看学校的填报内容
action-see_evidence = 查看佐证材料清单
action-read_evidence = 打开佐证材料
action-load = 成批接收文件
action-withdraw = 撤销报送、认定或核实值
action-decide_cycle = 关闭、重新开放年度或延长截止日
action-fetch_table = 下载县里的待填表
action-fetch_review = 下载核实表
action-check_review = 检查核实表
action-review = 录入核实值
action-see_nominations = 查看推荐名单
action-nominate = 推荐或撤回推荐学校
action-draft_guide = 起草指南
action-change_guide = 采用指南
action-read_old_forms = 接收往年的表
action-ask_for_build = 要求立即计分
action-go_back = 退回较早的数据版本
action-verify = 核对记录、原件与数据版本
action-query = 用 SQL 查询
action-read_documentation = 阅读数据说明
action-read_reports = 打开报告
action-see_settings = 查看本县设置
action-change_settings = 更改本县设置
action-back_up = 备份和恢复
action-upgrade = 升级数据目录
action-manage_accounts = 管理账号
action-read_trail = 查看审计记录
action-own_account = 管理自己的账号
action-session = 用已失效或不存在的会话
action-gate = 访问系统
action-download = 下载页面上的文件
action-restore = 从备份恢复
action-prune_trail = 删除超过保存期限的审计记录
action-sign_in = 登录
action-sign_out = 退出
action-change_password = 更换密码
action-first_account = 建立第一个管理员
cli-trail-day = 哪一天，例：2025-09-01（默认最近有记录的一天）
cli-trail-find = 只看含有这些字的
cli-trail =
    查看审计记录：谁在什么时候办了什么、未准什么
    例：duibiao trail --day 2025-09-01 --find S001

# 备份
cli-backup-target = 新的文件夹，或 .tar、.tar.gz 文件
cli-backup-made = 已备份 { $count } 个文件，{ $size }：{ $path }。可用 duibiao verify --backup 演练恢复。
cli-restore-source = 备份的文件夹或文件
cli-restored = 已恢复 { $count } 个文件到 { $home }。请运行 duibiao verify 核对，再运行 duibiao rebuild 生成数据表。
cli-verify-backup = 演练恢复这个备份，并核对恢复出来的内容
backup-exists = { $path } 已有内容，不覆盖。请换一个名称。
restore-home-used = 数据目录 { $home } 里已有内容，不覆盖。请用 --home 指定一个空目录。
restore-no-backup = { $path } 不是完整的备份。请换一个备份。
restore-damaged = 备份里有 { $count } 个文件缺失或被改动，没有恢复：{ $files }。请换一个备份。
cli-backup =
    备份：记录、原件、账号、审计记录、已发布的数据版本；使用中也可备份
    例：duibiao backup 备份/2025-09-01.tar.gz
cli-restore =
    从备份恢复到一个空的数据目录
    例：duibiao restore 备份/2025-09-01.tar.gz --home 恢复

upgrade-no-home = { $home } 不是数据目录。请用 --home 指明。
upgrade-trail-done = 审计记录：已开始。
upgrade-trail-already = 审计记录：已有。
upgrade-modes-done = 文件权限：{ $count } 处改为只有本人可读写（文件 0600、文件夹 0700）。
upgrade-modes-already = 文件权限：已是只有本人可读写。
upgrade-people-done = 账号库：已建立，还没有账号。
upgrade-people-already = 账号库：已有。
upgrade-build-done = 数据表：已按本版本重新计分并发布，数据版本号 { $build }，校验封存码 { $head }。
upgrade-build-already = 数据表：已是本版本。
cli-upgrade =
    把旧版本的数据目录升级到本版本，说明做了什么；可重复运行。请先 duibiao backup
    例：duibiao upgrade --home data
