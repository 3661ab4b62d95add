# 服务器自己的话
busy = 正忙，请稍候再试。
    .mend = 同时来的请求太多，过几秒再打开一次。
gate-host = 本服务不以这个名称应答。
    .mend = 请用启动时显示的地址打开；要加别的名称，启动时用 --allow-host。
gate-foreign = 这个请求来自别的网站，没有应答。
    .mend = 要打开这个地址，请把它复制到浏览器的地址栏。
gate-closed = 没有这个地址。
    .mend = 请从首页进入。
gate-no-uploader = 这个页面不收文件。
    .mend = 请到“填表报送”或“实地核查”页面选择文件。
gate-too-large = 发来的内容太大，没有接收。
    .mend = 每个文件不超过 50 MB。

download-gone = 这个下载地址已经失效。
    .mend = 回到页面，再点一次下载。
change-not-here = 这里只能看，不能改动全县的数据。
    .mend = 本看板供多人使用，又还没有账号，所以报送、核实、撤回、推荐和佐证材料都请县考核办在自己的电脑上办：用命令行（duibiao load、take-back、nominate、evidence），或在本机单独打开 duibiao serve。
change-person = 经办人（职务或姓名）
    .placeholder = 例：考核办干事
change-nobody = 请先填写经办人，再办这件事。
template-choose-school = 请先选学校。
    .mend = 每所学校的填报表不同，选好学校再下载。
