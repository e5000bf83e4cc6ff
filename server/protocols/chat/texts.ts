// What the room says, byte for byte: the full-width colons, the mixed quotes, the Latin and the full-width marks are the
// originals'.

import { bytesOf } from '../text.ts';

export const ARRIVED = bytesOf('连接服务端成功\n聊天室中的成员：');
export const PLEASE_REGISTER = bytesOf('\n请注册，输入昵称');
export const REGISTERED = bytesOf('昵称注册成功');
export const NAME_RESERVED = bytesOf("该昵称使用了非法字符'@'或':'，请重新输入昵称");
export const NAME_TAKEN = bytesOf('该昵称已经被聊天室中其他人占用，请重新输入昵称');
export const NAME_TOO_LONG = bytesOf('该昵称过长，最多9个字节，请重新输入昵称');
export const NAME_EMPTY = bytesOf('昵称不能为空，请重新输入昵称');
export const YOUR_NAME = bytesOf('你的昵称是：');
export const MEMBERS = bytesOf('聊天室中的成员：');
export const BETWEEN_NAMES = bytesOf('、');
export const AND_MORE = bytesOf('…');
export const HELP = bytesOf(
  "请按照‘聊天室成员名称:消息’格式进行发送消息，通知聊天室所有人的消息格式是‘@all:消息'，注意空格表示一条消息结束，之后的内容表示给其他人发送消息。" +
    "接收的消息会按照’消息的发送者$消息‘的格式显示出来。如需下线请输入'exit'",
);
export const NOT_FOUND_BEFORE = bytesOf('聊天室中没有找到 ');
export const NOT_FOUND_AFTER = bytesOf(' 用户');
export const FORMAT_WRONG = bytesOf('聊天格式错误，请重新输入');
export const LEFT = bytesOf(' 用户已下线了！');
export const FROM = bytesOf('$');
export const TO_ALL = bytesOf('：@所有人：');
export const ALL = bytesOf('@all');
export const EXIT = bytesOf('exit');
