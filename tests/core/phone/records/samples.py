# ruff: noqa: E501
"""Made files of call records, one a format, each with the traps of real ones. 2026-03-02 08:00:00 UTC is 1772438400."""

# A ring, a phone that only rang though it has an answer time, outwards, a menu, a mailbox, a line that is cut.
CDR_CSV = '''\
"","+390212345678","201","from-trunk","""Mario Rossi"" <+390212345678>","PJSIP/trunk-00000000","PJSIP/201-00000001","Dial","PJSIP/201,20","2026-03-02 09:00:00","2026-03-02 09:00:06","2026-03-02 09:01:09",69,63,"ANSWERED","DOCUMENTATION","1772438400.0","","","1772438400.0",0
"","+390212345678","600","from-trunk","""Mario"" <+390212345678>","PJSIP/trunk-00000002","PJSIP/202-00000004","Dial","PJSIP/201&PJSIP/202,20","2026-03-02 09:10:03","2026-03-02 09:10:03","2026-03-02 09:10:04",1,1,"NO ANSWER","DOCUMENTATION","1772439000.2","","","1772439000.2",5
"","201","0212345678","from-internal","""Anna"" <201>","PJSIP/201-00000005","PJSIP/trunk-00000006","Dial","PJSIP/0212345678@trunk","2026-03-02 09:20:00","","2026-03-02 09:20:20",20,0,"BUSY","DOCUMENTATION","1772439600.5","","","1772439600.5",7
"","201","0212345678","from-internal","""Anna"" <201>","PJSIP/201-00000008","PJSIP/trunk-00000009","Dial","PJSIP/0212345678@trunk","2026-03-02 09:30:00","2026-03-02 09:30:10","2026-03-02 09:31:10",70,60,"ANSWERED","DOCUMENTATION","1772440200.8","","","1772440200.8",9
"","+390212345678","7000","from-trunk","<+390212345678>","PJSIP/trunk-0000000a","","BackGround","menu","2026-03-02 09:40:00","2026-03-02 09:40:00","2026-03-02 09:40:30",30,30,"ANSWERED","DOCUMENTATION","1772440800.10","","","1772440800.10",11
"","+390212345678","vmu201","from-trunk","<+390212345678>","PJSIP/trunk-0000000b","PJSIP/x-0000000c","VoiceMail","201","2026-03-02 09:50:00","2026-03-02 09:50:00","2026-03-02 09:50:30",30,30,"ANSWERED","DOCUMENTATION","1772441400.11","","","1772441400.11",12
"","+390212345678","201","from-tr
'''
# 16 columns, no id. A leg that rang until the other was answered proves that nothing was before.
CDR_16 = """\
"","0212345678","201","from-trunk","<0212345678>","SIP/t-1","SIP/202-00000001","Dial","x","2026-03-02 09:00:00","","2026-03-02 09:00:06",6,0,"NO ANSWER","DOCUMENTATION"
"","0212345678","201","from-trunk","<0212345678>","SIP/t-1","SIP/201-00000002","Dial","x","2026-03-02 09:00:00","2026-03-02 09:00:06","2026-03-02 09:01:06",66,60,"ANSWERED","DOCUMENTATION"
"""
CDR_17_USERFIELD = CDR_16.replace('DOCUMENTATION"', 'DOCUMENTATION","note"')
CDR_CUSTOM = '''\
""""" <+390212345678>","+390212345678","201","from-trunk","PJSIP/t-00000002","PJSIP/201-00000003","Dial","PJSIP/201","2026-03-02 09:00:00","2026-03-02 09:00:06","2026-03-02 09:01:06","66","60.9","ANSWERED","DOCUMENTATION","","pbx-1772438400.2","",2
'''
CDR_JSON = """\
{"clid": "<0212345678>", "src": "0212345678", "dst": "201", "dstchannel": "PJSIP/201-00000003", "start": "2026-03-02 09:00:00", "answer": "2026-03-02 09:00:06", "end": "2026-03-02 09:01:06", "duration": 66, "billsec": 60, "disposition": "ANSWERED", "lastapp": "Dial", "uniqueid": "1772438400.2"}
"""
# Follow-me: the Local leg repeats the talk of the phone; a billsec over the duration is cut; the queue alone is no person.
FREEPBX = '''\
calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield,did,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,recordingfile,linkedid,peeraccount,sequence
"2026-03-02 09:00:00","""Mario, IT"" <+390212345678>",+390212345678,600,ext-group,SIP/t-1,Local/201@from-internal-00000001;1,Dial,x,70,60,ANSWERED,3,,1772438400.1,,0298765432,+390212345678,Mario,,,,,1772438400.1,,11
"2026-03-02 09:00:02","""Mario, IT"" <+390212345678>",+390212345678,201,ext-group,Local/201@from-internal-00000001;2,SIP/201-00000002,Dial,x,68,60,ANSWERED,3,,1772438402.2,,0298765432,+390212345678,Mario,,,,,1772438400.1,,12
"2026-03-02 10:00:00",<201>,201,0212345678,from-internal,SIP/201-00000009,SIP/t-2,Dial,x,50,55,ANSWERED,3,,1772442000.3,,,201,Anna,,,Acme,,1772442000.3,,13
"2026-03-02 11:00:00",<0212345678>,0212345678,600,ext-queues,SIP/t-1,,Queue,x,40,40,ANSWERED,3,,1772445600.4,,0298765432,,,,,,,1772445600.4,,14
'''
# Day first, no header, no seconds, lines end with CR: the ids settle the order that the dates leave open.
FREEPBX_DMY = (
    "02/03/26 09:00,<0212345678>,0212345678,201,from-trunk,SIP/t-1,SIP/201-00000001,Dial,x,70,60,ANSWERED,3,,1772438401.1,\r"
    "03/03/26 09:00,<0212345678>,0212345678,201,from-trunk,SIP/t-1,SIP/201-00000002,Dial,x,9,0,NO ANSWER,3,,1772524801.2,\r"
)
NETHVOICE = """\
calldate;src;dst;dcontext;channel;dstchannel;lastapp;duration;billsec;disposition;uniqueid;linkedid;cnam;ccompany;dst_cnam;dst_ccompany
2026-03-02 09:00:00;0212345678;201;from-trunk;SIP/t-1;SIP/201-00000001;Dial;70;60;ANSWERED;1772438400.1;1772438400.1;Mario;Acme;NULL;NULL
"""
UCM = """\
Account Code,Caller Number,Callee Number,Context,CallerID Number,Source Channel,Dest. Channel,Last app.,Last date,Start Time,Answer Time,End Time,Call Time,Talk Time,Disposition,AMA Flags,Unique ID,Log Userfield,Dest Channel Extension,Caller Name,Answered by,Session,Premier Caller,Action Type,Source Trunk Name,Destination Trunk Name
,0212345678,7000,ivr,0212345678,SIP/t-1,,BackGround,,2026-03-02 09:00:00,2026-03-02 09:00:01,2026-03-02 09:00:21,21,20,ANSWERED,DOCUMENTATION,1772438400.1,Inbound,,Mario,7000,1772438400-1,,IVR[7000],t,
,0212345678,6500,queue,0212345678,SIP/t-1,PJSIP/201-00000002,Queue,,2026-03-02 09:00:21,2026-03-02 09:00:40,2026-03-02 09:01:40,79,60,ANSWERED,DOCUMENTATION,1772438400.1,Inbound,201,Mario,201,1772438400-1,,QUEUE[6500],t,
,0212345678,202,queue,0212345678,SIP/t-1,PJSIP/202-00000003,Queue,,2026-03-02 09:00:21,2026-03-02 09:00:22,2026-03-02 09:00:40,19,0,NO ANSWER,DOCUMENTATION,1772438400.1,Inbound,202,Mario,,1772438400-1,,QUEUE[6500],t,
"""
# NORMAL_CLEARING with no seconds was not answered; an answered leg without a second one was a menu's.
FREESWITCH = """\
"Mario","0212345678","201","public","2026-03-02 09:00:00","2026-03-02 09:00:06","2026-03-02 09:01:06","66","60","NORMAL_CLEARING","11111111-2222-3333-4444-555555555555","99999999-2222-3333-4444-555555555555","","PCMA","PCMA"
"Mario","0212345678","5000","public","2026-03-02 10:00:00","2026-03-02 10:00:00","2026-03-02 10:00:20","20","20","NORMAL_CLEARING","21111111-2222-3333-4444-555555555555","","","PCMA","PCMA"
"Mario","0212345678","201","public","2026-03-02 11:00:00","","2026-03-02 11:00:20","20","0","NORMAL_CLEARING","31111111-2222-3333-4444-555555555555","","","",""
"""
FREESWITCH_ASTERISK = """\
"","0212345678","201","public","<0212345678>","sofia/t/1","sofia/i/201","bridge","x","2026-03-02 09:00:00","2026-03-02 09:00:06","2026-03-02 09:01:06","66","60","NORMAL_CLEARING","3","11111111-2222-3333-4444-555555555555",""
"""
XML = """\
<?xml version="1.0"?>
<cdr core-uuid="x"><variables><direction>inbound</direction><uuid>a1</uuid><start_epoch>1772438400</start_epoch><answer_epoch>1772438402</answer_epoch><end_epoch>1772438466</end_epoch><duration>66</duration><billsec>64</billsec><hangup_cause>NORMAL_CLEARING</hangup_cause><sdp>v%3D0</sdp></variables>
<callflow><caller_profile><caller_id_name>Mario</caller_id_name><caller_id_number>0212345678</caller_id_number><destination_number>201</destination_number></caller_profile><times><bridged_time>1772438406000000</bridged_time></times></callflow></cdr>
"""
FUSIONPBX = """\
direction,extension,caller_id_name,caller_id_number,destination_number,start_stamp,duration,billsec,hangup_cause
"inbound","201","Mario "il" Rossi","0212345678","201","2026-03-02 09:00:00","66","60","NORMAL_CLEARING"
"""
THREECX_LOG = """\
Call 288831,4cc2_1,00:00:25,2026/03/02 09:00:00,2026/03/02 09:00:09,2026/03/02 09:00:34,TerminatedBySrc,Ext.201,+390212345678,201,10020,+390212345678,,+390212345678,10020,default,1,0.43,default,Chain: Ext.201;+390212345678;,Extension,Line,Line,Anna,,,
Call 288832,4cc2_2,00:01:00,2026/03/02 09:10:00,2026/03/02 09:10:09,2026/03/02 09:11:09,TerminatedByDst,+390212345678,Ext.800,10020,800,800,,Ext.202,202,,,,,Chain: +390212345678;Ext.800;Ext.202;,Line,Queue,Extension,Mario,,Bea,
Call 288833,4cc2_3,00:00:00,2026/03/02 09:20:00,,2026/03/02 09:20:09,TerminatedBySrc,+390212345678,Ext.201,10020,201,201,,Ext.201,201,,,,,Chain: x,Line,Extension,Extension,Mario,,Anna,
"""
THREECX_REPORT = """\
\ufeffCall Time,Caller ID,Destination,Trunk,Trunk number,Did,Status,Ringing,Talking,Total Duration,Call Type,Sentiment,Summary,Transcription
2026-03-02T09:00:00,0212345678,Anna (201),t,1,2,Answered,0:00:06,0:01:00,0:01:06,Inbound,,,"two
lines"
2026-03-02T09:10:00,0212345678,Anna (201),t,1,2,Unanswered,0:00:06,0:00:00,0:00:06,Inbound,,,
"""
THREECX_CALLS = """\
Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost
2026-03-02T09:00:00,17,"Mario (0212345678)","Support Queue (800)",Inbound,Answered,00:00:06,00:01:00,
2026-03-02T09:00:06,17,"Mario (0212345678)","Ufficio Ivrea (201)",Inbound,Answered,00:00:06,00:00:54,
"""
CUCM = """\
"cdrRecordType","globalCallID_callManagerId","globalCallID_callId","origLegCallIdentifier","dateTimeOrigination","callingPartyNumber","originalCalledPartyNumber","finalCalledPartyNumber","destLegIdentifier","destCause_value","dateTimeConnect","dateTimeDisconnect","duration","origDeviceName","destDeviceName"
INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,VARCHAR(50),VARCHAR(50),VARCHAR(50),INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,VARCHAR(129),VARCHAR(129)
1,1,77,5,1772438400,"0212345678","201","201",6,16,1772438406,1772438466,60,"GW-1","SEP001122334455"
1,1,78,7,1772442000,"201","0212345678","0212345678",8,17,0,1772442009,0,"SEP001122334455","GW-1"
"""
AVAYA = """\
2026/03/02 09:00:00,00:01:00,6,0212345678,I,201,201,,0,1000014,1,E201,Anna,T9001,Line 1,0,0,n/a,0
2026/03/02 09:01:06,00:00:30,0,0212345678@10.0.0.1,I,202,202,,0,1000014,0,E202,Bea,T9001,Line 1,5,0,n/a,0
2026/03/02 10:00:00,00:00:20,15,0212345678,I,201,201,,0,1000015,0,V9501,VM Channel 1,T9001,Line 1,0,0,n/a,0
2026/03/02 11:00:00,00:00:00,15,201,O,202,202,,1,1000016,0,E201,Anna,E202,Bea,0,0,n/a,0
"""
YEASTAR = """\
ID,Time,Call From,Call To,Call Duration,Ring Duration,Talk Duration,Status,Reason,Source Trunk,Communication Type
1772438400.280,2026-03-02 09:00:00,Mario<0212345678>,Anna<201>,66,6,60,ANSWERD,x,t,Inbound
1772442000.281,2026-03-02 10:00:00,0212345678,Anna<201>,20,20,0,NO ANSWERED,x,t,Inbound
"""
YEASTAR_JSON = r"""{"type":30012,"sn":"x","msg":"{\"call_id\":\"1772438400.280\",\"time_start\":\"2026-03-02 09:00:00\",\"call_from\":\"201\",\"call_to\":\"0212345678\",\"call_duration\":66,\"talk_duration\":60,\"status\":\"ANSWERED\",\"type\":\"Outbound\"}"}"""
TEAMS = """\
{"value": [{"id": "a", "callId": "x", "userPrincipalName": "anna@x.it", "startDateTime": "2026-03-02T08:00:00.2589935Z", "endDateTime": "2026-03-02T08:01:00.2589935Z", "duration": 60, "callType": "user_in", "callerNumber": "+390212345678", "calleeNumber": "+390298765432"},
{"id": "b", "callId": "x", "userPrincipalName": "q@x.it", "startDateTime": "2026-03-02T09:00:00Z", "endDateTime": "2026-03-02T09:01:00Z", "duration": 60, "callType": "ucap_in", "callerNumber": "+390212345678", "calleeNumber": "1"}]}
"""
ZOOM = """\
Call ID,Direction,Caller Name,Caller Number,Callee Name,Callee Number,Date Time,Answer Start Time,End Time,Duration,Result,Path
7,inbound,Mario,+390212345678,Anna,201,2026-03-02T08:00:00Z,2026-03-02T08:00:06Z,2026-03-02T08:01:06Z,61,Call connected,extension
8,inbound,Mario,+390212345678,Desk,801,2026-03-02T09:00:00Z,2026-03-02T09:00:06Z,,60,Answered,callQueue
9,inbound,Mario,+390212345678,Anna,201,2026-03-02T10:00:00Z,,,20,Voicemail,voiceMail
"""
TWILIO = """\
{"calls": [{"sid": "CA1", "parent_call_sid": null, "from": "+390212345678", "to": "+390298765432", "status": "completed", "start_time": "Mon, 02 Mar 2026 08:00:00 +0000", "end_time": "Mon, 02 Mar 2026 08:01:30 +0000", "duration": "90", "direction": "inbound"},
{"sid": "CA2", "parent_call_sid": "CA1", "from": "+390212345678", "to": "client:anna", "status": "completed", "start_time": "Mon, 02 Mar 2026 08:00:30 +0000", "end_time": "Mon, 02 Mar 2026 08:01:30 +0000", "duration": "60", "direction": "outbound-dial"},
{"sid": "CA3", "from": "+390298765432", "to": "+390212345678", "status": "no-answer", "start_time": "Mon, 02 Mar 2026 09:00:00 +0000", "duration": "", "direction": "outbound-api"}]}
"""
RINGCENTRAL = """\
Type,From,To,Extension,Name,Date,Time,Action,Action Result,Result Description,Duration
Inbound,+390212345678,201,201 - Anna,Mario,Mon 03/16/2026,9:00 AM,Phone Call,Accepted,ok,0:01:06
Fax,+390212345678,201,201 - Anna,Mario,Mon 03/16/2026,9:30 AM,Incoming Fax,Received,ok,0:01:06
Outbound,201,+390212345678,201 - Anna,Mario,Mon 03/16/2026,10:00 AM,VoIP Call,No Answer,,0:00:20
"""
FRITZBOX = """\
sep=;
Typ;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer
1;02.03.26 09:00;Mario;0212345678;Milano;Telefon 1;0298765432;0:02
2;02.03.26 10:00;;;;;0298765432;0:00
4;02.03.26 11:00;Mario;0212345678;Milano;Telefon 1;0298765432;1:05
1;02.03.26 12:00;Mario;0212345678;Milano;Anrufbeantworter 1;0298765432;0:01
"""
VOISPEED = """\
Data;Ora;Direzione;Numero;Interno;Esito;Attesa;Conversazione
02/03/2026;09:00:00;Entrata;0212345678;201;Risposta;00:00:06;00:01:00
20/03/2026;09:00:00;Uscita;0212345678;201;Non risposta;00:00:20;00:00:00
"""
PLAIN = "Start Time,From,To,Duration\n2026-03-02 09:00:00,0212345678,201,60\n2026-03-02 10:00:00,0212345678,201,0\n"
YEASTAR_PORTAL = """\
ID,Time,Call From,Call To,Call Duration(s),Ring Duration(s),Talk Duration(s),Status,Source Trunk,Communication Type
7,2026-03-02 09:00:00,Mario <0212345678>,Anna <201>,66,6,60,ANSWERED,trunk,Inbound
"""
MYPBX = """\
Time,Caller,Callee,Source Trunk,Destination Trunk,Duration,Billing Duration,Status,Communication Type
2026-03-02 09:00:00,201,0212345678,,trunk,66,60,ANSWERED,Outbound
"""
THREECX_LOG_V18 = """\
Call Time,Caller ID,Destination,Status,Ringing,Talking,Totals,Reason
02/03/2026 09:00:00,0212345678,Anna (201),Answered,00:00:06,00:01:00,00:01:06,ended
13/03/2026 10:00:00,Anna (201),0212345678,Answered,00:00:06,00:01:00,00:01:06,ended
,,,,00:00:12,00:02:00,00:02:12,
"""
TWILIO_CONSOLE = """\
Call Sid,Parent Call Sid,From,To,Status,Start Time,End Time,Duration,Direction
CA1,,+390212345678,+390298765432,Completed,08:00:00 UTC 2026-03-02,08:01:30 UTC 2026-03-02,90,Incoming
CA2,CA1,+390212345678,client:anna,Completed,08:00:30 UTC 2026-03-02,08:01:30 UTC 2026-03-02,60,Outgoing Dial
CA3,,+390298765432,+390212345678,No Answer,09:00:00 UTC 2026-03-02,09:00:20 UTC 2026-03-02,,Outgoing API
"""
CONFERENCE = (
    '"","0212345678","800","from-trunk","","PJSIP/trunk-1","","ConfBridge","800","2026-03-02 09:00:00",'
    '"2026-03-02 09:00:00","2026-03-02 09:01:00",60,60,"ANSWERED","DOCUMENTATION","1772438400.1",""\n'
)

GRANDSTREAM_NEW = (
    "AcctId,account_code,caller_number,callee_number,context,callerid,source_channel,dest_channel,lastapp,lastdata,start_time,"
    "answer_time,end_time,call_time,talk_time,call_status,ama_flags,uniqueid,call_type,dest_channel_extension,caller_name,"
    "answered_by,session,premier_caller,action_type,source_trunk_name,destination_trunk_name\n"
    '1,,0212345678,201,from-did,"""Rossi &amp; Figli"" <0212345678>",PJSIP/trunk-1,PJSIP/201-2,Dial,x,2026-03-02 09:00:00,'
    "2026-03-02 09:00:05,2026-03-02 09:01:05,65,60,ANSWERED,DOCUMENTATION,x.1,Inbound,201,,201,x.1-0212345678,,DIAL,trunk,\n"
)
TEAMS_DIRECT = (
    "Correlation ID,SIP Address,Display Name,User country,Invite Time,Start Time,Failure Time,End Time,Duration (seconds),Success,"
    "Caller Number,Callee Number,Call type,SBC FQDN\n"
    "a,anna@x.it,anna,IT,2026-03-02T07:59:55Z,2026-03-02T08:00:00Z,,2026-03-02T08:01:00Z,60,Yes,0212345678,+3902999,ByotIn,sbc\n"
    "b,anna@x.it,anna,IT,2026-03-02T09:00:00Z,,2026-03-02T09:00:09Z,,0,No,+3902999,0212345678,ByotOut,sbc\n"
)
ZOOM_PORTAL = (
    "Call ID,Direction,From Name,From Number,To Name,To Number,Date & Time,Duration,Result\n"
    '7,Inbound,X,0212345678,Anna,201,"Mar 02, 2026 09:00:00 AM",00:01:00,Call connected\n'
)
TWILIO_UTC = (
    "Call Sid,From,To,Direction,Status,Start Time,End Time,Duration\n"
    "CA1,client:201,0212345678,Outgoing Dial,Completed,2026-03-02 08:00:00 UTC,2026-03-02 08:01:00 UTC,60\n"
)
RINGCENTRAL_ANALYTICS = (
    "Session Id,From Name,From Number,To Name,To Number,Result,Call Length,Handle Time,Hold Time,Time to Answer,"
    "Call Start Time,Call Direction,Queue\n"
    "s-1,Mario,0212345678,Anna Rossi,0298765432,Answered,00:10:00,00:07:00,00:02:30,00:00:45,"
    "2026-03-02T08:00:00+00:00,Inbound,Support\n"
    "s-2,Mario,0212345678,Anna Rossi,0298765432,Missed,00:00:20,00:00:00,00:00:00,00:00:00,"
    "2026-03-02T09:00:00+00:00,Inbound,\n"
    "s-3,Anna Rossi,0298765432,Mario,0212345678,Connected,00:01:10,00:01:00,00:00:00,00:00:10,"
    "2026-03-02T10:00:00+00:00,Outbound,\n"
)
RINGCENTRAL_WEEKDAY = (
    "Direction,Type,Phone Number,Name,Extension,Date,Time,Action,Action Result,Duration\n"
    "Incoming,Voice,0212345678,X,201,Mon 03/02/2026,9:00 AM,Phone Call,Accepted,0:01:00\n"
)
LENGTHS = (
    "Data/Ora;Direzione;Interno;Numero;Durata conversazione;Esito\n"
    "02.03.2026 09:00;Entrante;201;0212345678;1' 00\";Risposta\n"
    "02.03.2026 09:10;Entrante;201;0212345678;PT1M;Risposta\n"
    "02.03.2026 09:20;Entrante;201;0212345678;long;Risposta\n"
)

THREECX_TITLED = """\
Call Logs Report,All users,March,,,,,
From 01/03/2026,To 31/03/2026,,,,,,

Call Time,Caller ID,Destination,Status,Ringing,Talking,Cost,Call Activity Details
02/03/2026 09:00:00,0212345678,Anna (201),Answered,00:00:06,00:01:00,,
13/03/2026 09:10:00,0212345678,Anna (201),Unanswered,00:00:20,00:00:00,,
"""
# The column of times holds days too; what lengths are called carries a unit.
YEASTAR_ITALIAN = """\
Registro chiamate
ID;Ora;Chiamata da;Chiamata a;Durata chiamata(s);Durata squillo(s);Durata conversazione(s);Stato;Tipo di comunicazione
20260302090000AB;02/03/2026 09:00:00;0212345678;Anna<201>;66;6;60;Risposta;In entrata
20260313091000AC;13/03/2026 09:10:00;0212345678;Anna<201>;20;20;0;Nessuna risposta;In entrata
"""
