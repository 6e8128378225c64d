"""Names from the Arab countries, India, China, Japan, Korea and Vietnam."""

from profiles.demo.names.culture import Culture, words

ARABIC = Culture(
    "arabic",
    "SY",
    women=words(
        "يارا|Yara, ليلى|Layla, مريم|Maryam, نور|Nour, هدى|Huda, سلمى|Salma, رنا|Rana, دانا|Dana, "
        "فاطمة|Fatima, زينب|Zaynab, ريم|Reem, أمل|Amal, هبة|Hiba, سارة|Sara, لينا|Lina, رشا|Rasha, "
        "عبير|Abeer, شيماء|Shaimaa, ياسمين|Yasmin, جميلة|Jamila, نادين|Nadine, سمر|Samar, لمى|Lama, "
        "دعاء|Duaa"
    ),
    men=words(
        "أحمد|Ahmad, محمود|Mahmoud, عمر|Omar, خالد|Khaled, يوسف|Youssef, سامي|Sami, طارق|Tariq, "
        "كريم|Karim, حسن|Hassan, بلال|Bilal, فادي|Fadi, رامي|Rami, وائل|Wael, نبيل|Nabil, زياد|Ziad, "
        "مازن|Mazen, أنس|Anas, إياد|Iyad, جمال|Jamal, هيثم|Haitham, باسل|Basel, مروان|Marwan, عدنان|Adnan, "
        "غسان|Ghassan"
    ),
    families=words(
        "الحداد|Al-Haddad, النجار|Al-Najjar, الخطيب|Al-Khatib, الشامي|Al-Shami, حمدان|Hamdan, "
        "منصور|Mansour, خوري|Khoury, العلي|Al-Ali, قاسم|Qassem, صالح|Saleh, المصري|Al-Masri, "
        "درويش|Darwish, عيسى|Issa, الأحمد|Al-Ahmad, ناصر|Nasser, جابر|Jaber, سليمان|Suleiman, حداد|Haddad, "
        "بركات|Barakat, الصباغ|Al-Sabbagh, زيدان|Zidan, شاهين|Shahin, عبد الله|Abdallah, فارس|Fares, "
        "طعمة|Tohme, كيالي|Kayali"
    ),
    script_joiner=" ",
    shows_script=0.6,
)

INDIAN_SOUTH = Culture(
    "indian-south",
    "IN",
    women=words(
        "Priya Lakshmi Kavya Divya Meenakshi Anjali Sowmya Deepa Revathi Sandhya Bhavana Nandini Padma "
        "Radhika Shruthi Vidya Ranjani Gayathri Aishwarya Kamala Sujatha Usha Preethi Chitra Malini "
        "Archana Swathi Vaishnavi Keerthana Sahana"
    ),
    men=words(
        "Arjun Karthik Venkatesh Suresh Raghav Ganesh Prakash Srinivas Manoj Vinod Harish Naveen Sridhar "
        "Balaji Kiran Mohan Rajesh Ashwin Gopal Anand Sathish Praveen Vijay Dinesh Murali Bharath Santosh "
        "Nikhil Girish Chandra"
    ),
    families=words(
        "Raghunathan Subramanian Iyer Krishnan Venkataraman Reddy Rao Nair Menon Pillai Hegde Gowda Shetty "
        "Murthy Narayanan Balakrishnan Ramachandran Chandrasekhar Naidu Kulkarni Bhat Kamath Swaminathan "
        "Sundaram Govindarajan Rajagopal Prasad Varma Acharya Nambiar Kurup Deshpande Joshi Sharma Kumar "
        "Natarajan Seshadri Vaidyanathan Padmanabhan Srinivasan"
    ),
)

INDIAN_NORTH = Culture(
    "indian-north",
    "IN",
    women=words(
        "Neha Pooja Ritu Sunita Aarti Shreya Ishita Simran Harpreet Nisha Meera Ananya Jyoti Kiran Rashmi "
        "Tanvi Komal Payal Riya Sonal Manisha Shabana Farah Debjani Sharmila Mousumi"
    ),
    men=words(
        "Amit Rohit Vikram Rahul Sandeep Gurpreet Manish Deepak Ajay Sanjay Rohan Aditya Nitin Alok Pankaj "
        "Imran Farhan Arnab Subhash Tarun Kunal Harjit Dev Abhishek Yash Sourav"
    ),
    families=words(
        "Sharma Gupta Singh Verma Agarwal Mehta Patel Shah Chatterjee Banerjee Mukherjee Ghosh Das Kapoor "
        "Malhotra Khanna Bose Sen Chopra Bhatia Mishra Trivedi Saxena Sinha Khan Ansari Gill Sandhu "
        "Dhillon Chaudhary Pandey Roy Bhattacharya Jain"
    ),
)

CHINESE = Culture(
    "chinese",
    "CN",
    women=words(
        "小雨|Xiaoyu 丽华|Lihua 秀英|Xiuying 静|Jing 敏|Min 雪梅|Xuemei 婷婷|Tingting 佳怡|Jiayi 欣|Xin "
        "晓燕|Xiaoyan 玉兰|Yulan 美玲|Meiling 思雨|Siyu 慧|Hui 春梅|Chunmei 诗涵|Shihan 梦洁|Mengjie "
        "文静|Wenjing"
    ),
    men=words(
        "伟|Wei 强|Qiang 建国|Jianguo 志明|Zhiming 浩然|Haoran 子轩|Zixuan 军|Jun 磊|Lei 俊杰|Junjie "
        "文博|Wenbo 宇航|Yuhang 国栋|Guodong 鹏|Peng 海涛|Haitao 明辉|Minghui 天宇|Tianyu 立新|Lixin "
        "博文|Bowen"
    ),
    families=words(
        "王|Wang 李|Li 张|Zhang 刘|Liu 陈|Chen 杨|Yang 黄|Huang 赵|Zhao 吴|Wu 周|Zhou 徐|Xu 孙|Sun 马|Ma "
        "朱|Zhu 胡|Hu 郭|Guo 何|He 林|Lin 罗|Luo 梁|Liang 宋|Song 郑|Zheng 谢|Xie 韩|Han 唐|Tang 冯|Feng "
        "于|Yu 董|Dong 萧|Xiao 程|Cheng"
    ),
    family_first=True,
    script_family_first=True,
    shows_script=0.7,
)

JAPANESE = Culture(
    "japanese",
    "JP",
    women=words(
        "彩|Aya 陽子|Yoko 美咲|Misaki さくら|Sakura 恵子|Keiko 結衣|Yui 直美|Naomi 千尋|Chihiro 葵|Aoi "
        "真由美|Mayumi 遥|Haruka 由美子|Yumiko 花子|Hanako 明日香|Asuka 智子|Tomoko 麻衣|Mai 里奈|Rina "
        "香織|Kaori 舞|Mai 優子|Yuko 美穂|Miho 文香|Fumika 沙織|Saori 紗季|Saki"
    ),
    men=words(
        "健|Ken 太郎|Taro 翔太|Shota 大輔|Daisuke 直樹|Naoki 拓也|Takuya 誠|Makoto 浩二|Koji 亮|Ryo "
        "和也|Kazuya 悠斗|Yuto 隆|Takashi 修|Osamu 健太|Kenta 博|Hiroshi 祐介|Yusuke 蓮|Ren 剛|Tsuyoshi "
        "徹|Toru 哲也|Tetsuya 秀樹|Hideki 慎一|Shinichi 圭|Kei 正人|Masato"
    ),
    families=words(
        "佐藤|Sato 鈴木|Suzuki 高橋|Takahashi 田中|Tanaka 伊藤|Ito 渡辺|Watanabe 山本|Yamamoto "
        "中村|Nakamura 小林|Kobayashi 加藤|Kato 吉田|Yoshida 山田|Yamada 佐々木|Sasaki 山口|Yamaguchi "
        "松本|Matsumoto 井上|Inoue 木村|Kimura 林|Hayashi 斎藤|Saito 清水|Shimizu 山崎|Yamazaki 森|Mori "
        "池田|Ikeda 橋本|Hashimoto 阿部|Abe 石川|Ishikawa 前田|Maeda 藤田|Fujita 後藤|Goto 岡田|Okada "
        "長谷川|Hasegawa 村上|Murakami 近藤|Kondo 石井|Ishii 坂本|Sakamoto 遠藤|Endo 青木|Aoki "
        "西村|Nishimura 福田|Fukuda 太田|Ota"
    ),
    script_family_first=True,
    shows_script=0.65,
)

KOREAN = Culture(
    "korean",
    "KR",
    women=words(
        "지은|Ji-eun 서연|Seo-yeon 민지|Min-ji 수빈|Su-bin 하은|Ha-eun 유진|Yu-jin 은주|Eun-ju "
        "미경|Mi-kyung 소영|So-young 혜진|Hye-jin"
    ),
    men=words(
        "민준|Min-jun 서준|Seo-jun 지훈|Ji-hoon 동현|Dong-hyun 성민|Sung-min 현우|Hyun-woo 영호|Young-ho "
        "재원|Jae-won 태영|Tae-young 준호|Jun-ho"
    ),
    families=words(
        "김|Kim 이|Lee 박|Park 최|Choi 정|Jung 강|Kang 조|Cho 윤|Yoon 장|Jang 임|Lim 한|Han 오|Oh 서|Seo "
        "신|Shin 권|Kwon 황|Hwang"
    ),
    script_family_first=True,
    shows_script=0.5,
)

VIETNAMESE = Culture(
    "vietnamese",
    "VN",
    women=words(
        "Thị Minh Anh, Thị Thu Hà, Ngọc Lan, Thùy Linh, Thanh Mai, Thị Hồng, Bích Ngọc, Phương Thảo, Kim "
        "Oanh, Mỹ Duyên, Thị Lan Hương, Khánh Vân, Diệu Huyền, Quỳnh Như, Tuyết Nhung, Cẩm Tú"
    ),
    men=words(
        "Văn Hùng, Đức Anh, Minh Tuấn, Quang Huy, Hữu Phước, Thành Đạt, Ngọc Sơn, Quốc Bảo, Văn Dũng, Tiến "
        "Đạt, Hoàng Long, Công Danh, Xuân Trường, Trung Kiên, Gia Huy, Bá Lộc"
    ),
    families=words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
    family_first=True,
)

WORLD = (ARABIC, INDIAN_SOUTH, INDIAN_NORTH, CHINESE, JAPANESE, KOREAN, VIETNAMESE)
