# 账号、职责与权限
actor = { $number }号账号（{ $role }）
role-clerk = 填报员
role-head = 学校负责人
role-group = 教育集团
role-instructor = 指导员
role-reviewer = 评审
role-office = 县办
role-leader = 领导
role-analyst = 分析
role-administrator = 系统管理员
role-auditor = 审计员
role-visitor = 未设账号时的来访者
policy-nobody = 请先登录。
    .mend = 登录以后再打开一次。
policy-no-role = 这个账号现在没有任何职责。
    .mend = 请系统管理员分配职责，或核对起止日期。
policy-own-alone = 您只能办理本人负责的学校，不能办理全县的。
    .mend = 需要全县的，请找县办。
policy-barred = 您在本年度与学校 { $school } 有关联（填报、负责、联系或同一集团），不能核实这所学校。
policy-school = 学校 { $school } 不在您负责的范围内。
    .mend = 请核对学校；职责有变动的，请系统管理员调整。
may-not-look = 您的职责不包括：查看系统。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-see_schools = 您的职责不包括：查看学校名单。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-see_waiting = 您的职责不包括：查看待计分的报送。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-open_desk = 您的职责不包括：打开填报简易版。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-open_office = 您的职责不包括：打开县办工作台。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-fetch_form = 您的职责不包括：下载填报表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-see_draft = 您的职责不包括：查看网页填报的草稿。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-fill_in = 您的职责不包括：在网页上填报。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-check = 您的职责不包括：检查填报表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-hand_in = 您的职责不包括：报送填报表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-take_back = 您的职责不包括：撤回本校的报送。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-bring_evidence = 您的职责不包括：提交佐证材料。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-withdraw_evidence = 您的职责不包括：撤回佐证材料。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_hand_in = 您的职责不包括：下载报送的文件。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_answers = 您的职责不包括：查看学校的填报内容。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-see_evidence = 您的职责不包括：查看佐证材料清单。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_evidence = 您的职责不包括：打开佐证材料。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-load = 您的职责不包括：成批接收文件。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-withdraw = 您的职责不包括：撤销报送、认定或核实值。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-decide_cycle = 您的职责不包括：关闭、重新开放年度或延长截止日。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-fetch_table = 您的职责不包括：下载县里的待填表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-fetch_review = 您的职责不包括：下载核实表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-check_review = 您的职责不包括：检查核实表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-review = 您的职责不包括：录入核实值。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-see_nominations = 您的职责不包括：查看推荐名单。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-nominate = 您的职责不包括：推荐或撤回推荐学校。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-draft_guide = 您的职责不包括：起草指南。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-change_guide = 您的职责不包括：采用指南。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_old_forms = 您的职责不包括：接收往年的表。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-ask_for_build = 您的职责不包括：要求立即计分。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-go_back = 您的职责不包括：退回较早的数据版本。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-verify = 您的职责不包括：核对记录、原件与数据版本。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-query = 您的职责不包括：用 SQL 查询。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_documentation = 您的职责不包括：阅读数据说明。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_reports = 您的职责不包括：打开报告。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-see_settings = 您的职责不包括：查看本县设置。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-change_settings = 您的职责不包括：更改本县设置。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-back_up = 您的职责不包括：备份和恢复。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-upgrade = 您的职责不包括：升级数据目录。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-manage_accounts = 您的职责不包括：管理账号。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-read_trail = 您的职责不包括：查看审计记录。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-own_account = 您的职责不包括：管理自己的账号。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_overview = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_reporting = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_ranking = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_township = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_gaps = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_tiers = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_checks = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_compare = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_school = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_plan = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_hand_in = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_reports = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_data = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。
may-not-page_guide = 您的职责不包括这个页面。
    .mend = 需要办理的，请找县办；职责有变动的，请系统管理员调整。

# 密码
password-short = 密码至少 { $least } 个字符。
password-long = 密码最多 { $most } 个字符。
password-kinds = 密码至少要有大写字母、小写字母、数字、其他符号中的 { $kinds } 种。
password-name = 密码里不能有账号、姓名或学校代码。
password-common = 这个密码太常见，容易被猜到。请换一个。
password-same = 新密码与原密码相同。请换一个。
password-before-wrong = 原密码不对。

# 登录
sign-in-wrong = 账号或密码不对。连续错 5 次，账号会暂时锁定。
sign-in-locked = 连续错了多次，这个账号暂时锁定，请 { $minutes } 分钟后再试，或请系统管理员重发一次性密码。
sign-in-off = 这个账号已停用。请联系系统管理员。
sign-in-idle = 这个账号长期没有使用，已自动停用。请系统管理员重发一次性密码。
sign-in-secret-ended = 一次性密码已过期。请系统管理员重发。
sign-in-office-unknown = 统一身份认证里的账号 { $login } 在本系统没有对应账号。请系统管理员建立同名账号。
sign-in-office-not-begun = 这次登录已失效。请从本页重新开始。
sign-in-office-failed = 统一身份认证没有通过。请重试；仍不行的，请用本系统的账号和密码登录，并告诉系统管理员。
sign-in-office-away = 统一身份认证暂时连不上。请用本系统的账号和密码登录。
sign-in-office-secret = 统一身份认证的密钥文件打不开。请系统管理员检查 duibiao.toml 的 [sign_in]。
sign-in-office-no-claim = 统一身份认证没有给出账号名（{ $claim }）。请告诉系统管理员。
sign-in-first-ended = 这个一次性地址已失效。请重新启动 duibiao serve，用新显示的地址；已有账号的，请直接登录。

# 管理账号
account-login = “{ $login }”不能作账号名：2—40 个字母、汉字、数字或 . _ - @，中间没有空格。
account-no-name = 账号“{ $login }”没有姓名或岗位。
account-taken = 已有账号“{ $login }”。请换一个名称；忘记密码的，用 duibiao user secret。
account-unknown = 没有账号“{ $login }”。用 duibiao user list 查看。
account-role = 没有“{ $role }”这种职责；可用的有：{ $known }。
account-over-school = “{ $role }”要指明学校（--school）。
account-over-group = “{ $role }”要指明教育集团（--of-group）。
account-over-county = “{ $role }”面向全县，不能指明学校或集团。
account-days = 起始日期 { $start } 晚于截止日期 { $end }。
account-stand-in-days = 代理要写明起止日期（--from、--to）。
account-stand-in-none = { $name }没有这项职责（{ $role }），无从代理。
account-role-not-held = 账号“{ $login }”现在没有这项职责：{ $role }。
account-last-administrator = 至少要留一个系统管理员：请先给别人系统管理员职责。
account-setting = 没有“{ $name }”这项设置；可用的有：{ $known }。
account-setting-value = “{ $name }”要是 1 到 10000 的整数。
account-state-on = 正常
account-state-new = 未登录过
account-state-idle = 久未使用，已停用
account-state-off = 已停用
account-columns = 账号导入表的列名
    .login = 账号
    .name = 姓名
    .role = 职责
    .over = 学校或集团
    .from = 起始日期
    .to = 截止日期
account-import-line = 第 { $line } 行：
account-import-no-header = 没有找到表头。要有这些列：账号、姓名、职责；可有：学校或集团、起始日期、截止日期。{ $found }
account-import-empty = 表里没有账号。{ $found }
account-import-login = 账号“{ $found }”不行：2—40 个字母、汉字、数字或 . _ - @，中间没有空格。
account-import-name = 没有姓名。{ $found }
account-import-two-names = 账号“{ $login }”前面写的是“{ $name }”，这里是“{ $found }”。请改成一样的，或分成两个账号。
account-import-role = 没有“{ $found }”这种职责。可填：填报员、学校负责人、教育集团、指导员、评审、县办、领导、分析、系统管理员、审计员。
account-import-over-county = 这项职责面向全县，“{ $found }”请删去。
account-import-over-school = 这项职责要写明学校代码或校名。{ $found }
account-import-over-group = 这项职责要写明教育集团。{ $found }
account-import-school-unknown = 名册里没有学校“{ $found }”。请填学校代码，或与名册一致的校名。
account-import-school-several = 名册里有几所学校都叫“{ $found }”。请填学校代码。
account-import-day = “{ $found }”不是日期。请写成 2025-09-01。
account-import-days = 起始日期“{ $found }”晚于截止日期。
account-import-none = 共 { $count } 处要改，没有建立任何账号。改好后再导入一次。
slip-title = 一次性密码
slip-login = 账号
slip-secret = 一次性密码
slip-note = 请尽快登录并换成自己的密码；这张纸用后请销毁。
slip-address = 登录地址：{ $address }

# 命令 duibiao user
user-group = 账号与职责：建立、导入、停用、重发密码
user-login = 账号
user-name = 姓名或岗位
user-role = 职责：填报员、学校负责人、教育集团、指导员、评审、县办、领导、分析、系统管理员、审计员（或其英文代码）
user-school = 学校代码，可重复
user-of-group = 教育集团
user-stands-in = 代理谁（其账号），须写明起止日期
user-over = 只收回对这所学校或集团的
user-sheet = 账号导入表（Excel 等）：账号、姓名、职责、学校或集团、起始日期、截止日期
user-slips = 把一次性密码写成可打印、裁开的网页文件
user-setting-name = idle_minutes（无操作几分钟退出）、longest_hours（最长几小时）、idle_days（多少天未用停用）、secret_days（一次性密码几天有效）
user-setting-value = 整数
user-setting-done = 已设置：{ $name } = { $value }
user-none = 还没有账号。
user-assigned = { $login }：已分配 { $what }
user-unassigned = { $login }：已收回 { $count } 项职责
user-is-off = { $login }：已停用，会话已全部结束
user-days = { $start } 至 { $end }
user-stand-in = 代理 { $number } 号账号
user-made = 账号 { $login }（{ $name }）  一次性密码 { $secret }
user-made-note = 一次性密码只显示这一次，不留存；首次登录必须更换。
user-slips-written = { $count } 个一次性密码已写入 { $path }，请打印、裁开、分发，然后删除此文件。
user-add =
    建立账号并分配职责，显示一次性密码
    例：duibiao user add li.ming --name 李明 --role 填报员 --school S001
user-import =
    按表成批建立账号；有一处不对就都不建
    例：duibiao user import 账号.xlsx --slips 密码条.html
user-list =
    列出账号、职责和最近登录时间
    例：duibiao user list
user-assign =
    再分配一项职责，可限起止日期、可代理他人
    例：duibiao user assign wang --role 学校负责人 --school S001 --stands-in-for li.ming --from 2025-07-01 --to 2025-08-31
user-unassign =
    从今天起收回职责
    例：duibiao user unassign wang --role 填报员 --over S001
user-off =
    停用账号（离岗）
    例：duibiao user off li.ming --reason 调离
user-secret =
    重发一次性密码（忘记、锁定、停用后恢复）
    例：duibiao user secret li.ming
user-setting =
    设置会话和账号的期限
    例：duibiao user setting idle_minutes 20
