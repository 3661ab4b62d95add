# 启动服务
serve-no-accounts = 还没有账号，不能对本机以外（{ $host }）提供服务。请先建立系统管理员：duibiao user add 账号 --name 姓名 --role 系统管理员；或在本机运行 duibiao serve，用它显示的一次性地址。
serve-unencrypted = 对本机以外（{ $host }）提供服务必须加密。请给出证书（--certificate、--key），或做加密的代理服务器的地址（--proxy）。
cli-serve-open = 不用登录（只限本机、一人使用），已有账号的也一样
cli-serve-certificate = 证书文件（PEM），以 https 提供服务
cli-serve-key = 证书的私钥文件（PEM）
cli-serve-proxy = 做加密的代理服务器的 IP 地址；只信它转达的来源和协议
cli-serving-first = 还没有账号。要启用登录，请一小时内用这个一次性地址建立系统管理员：{ $address }
serve-open-elsewhere = --open 只能在本机单独使用，不能与 --shared、--allow-host、--proxy、--certificate 同用，也不能对本机以外提供服务。
